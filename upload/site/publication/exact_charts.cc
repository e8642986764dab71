#include "upload/site/publication/exact_charts.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "upload/site/chart_key.h"
#include "upload/site/internal/proto_file.h"

namespace telemetry::upload_internal {

ExactCharts::ExactCharts(std::string directory) : directory_(std::move(directory)) {}

bool ExactCharts::Has(absl::CivilDay sunday) const {
  return access(Path(sunday).c_str(), F_OK) == 0;
}

absl::StatusOr<v1::ChartData> ExactCharts::Read(absl::CivilDay sunday) const {
  return ReadProtoFile<v1::ChartData>(Path(sunday));
}

absl::Status ExactCharts::Write(absl::CivilDay sunday, const v1::ChartData& charts) const {
  return WriteProtoFile(Path(sunday), charts);
}

std::string ExactCharts::Path(absl::CivilDay sunday) const {
  return absl::StrCat(directory_, "/", ChartKeyOfWeek(sunday), ".binpb");
}

}  // namespace telemetry::upload_internal
