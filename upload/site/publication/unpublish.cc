#include "upload/site/publication/unpublish.h"

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/civil_day.h"
#include "storage/files/file.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/chart_key.h"
#include "upload/site/health/health_publication.h"
#include "upload/site/stacks/exact_stacks.h"

namespace telemetry {
namespace {

absl::Status RemoveFilesIn(const std::string& folder) {
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(folder);
  if (absl::IsNotFound(names.status())) return absl::OkStatus();
  absl::Status status = names.status();
  if (!names.ok()) return status;
  for (const std::string& name : *names) {
    status.Update(RemoveFile(absl::StrCat(folder, "/", name)));
  }
  return status;
}

}  // namespace

absl::Status UnpublishDay(const std::string& data_dir, absl::CivilDay day) {
  const absl::CivilDay sunday = absl::NextWeekday(day - 1, absl::Weekday::sunday);
  const std::string week = ChartKeyOfWeek(sunday);
  const std::string site = SiteDirectory(data_dir);
  // The dataset first: it has the reports themselves.
  absl::Status status;
  for (const std::string& path : {absl::StrCat(site, "/data/", FormatCivilDay(day), ".json"),
                                  absl::StrCat(site, "/data/", FormatCivilDay(day), ".json.gz"),
                                  absl::StrCat(ExactChartDirectory(data_dir), "/", week, ".binpb"),
                                  absl::StrCat(site, "/charts/", week, ".json"),
                                  absl::StrCat(site, "/charts/", week, ".json.gz"),
                                  absl::StrCat(site, "/charts/", week, ".html"),
                                  absl::StrCat(site, "/charts/", week, ".html.gz")}) {
    status.Update(RemoveFile(path));
  }
  status.Update(RemoveHealthPages(site));
  status.Update(
      RemoveFile(upload_internal::ExactStacks(ExactChartDirectory(data_dir)).Path(sunday)));
  // All of them, since a stack's page sums up a year.
  status.Update(RemoveFilesIn(absl::StrCat(site, "/stacks")));
  return status;
}

}  // namespace telemetry
