#include "upload/site/publication/unpublish.h"

#include "absl/strings/str_cat.h"
#include "storage/civil_day.h"
#include "storage/files/file.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/chart_key.h"
#include "upload/site/health/health_publication.h"

namespace telemetry {

absl::Status UnpublishDay(const std::string& data_dir, absl::CivilDay day) {
  const std::string week = ChartKeyOfWeek(absl::NextWeekday(day - 1, absl::Weekday::sunday));
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
  return status;
}

}  // namespace telemetry
