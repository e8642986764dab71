#include "report/release_health/stored_releases.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {
namespace {

constexpr size_t kPieceBytes = size_t{1} << 20;

absl::Status AddDay(ReportReader& reader, absl::CivilDay day, ReleaseCounter& counter) {
  double last_x = ReportReader::kBeforeFirst;
  for (bool is_last = false; !is_last;) {
    const absl::StatusOr<ReportsRead> read =
        reader.ForEachAfter(day, last_x, kPieceBytes, [&](absl::string_view json) {
          const absl::Status status = counter.Add(json);
          if (status.ok()) return status;
          return absl::DataLossError(absl::StrCat("a stored report of ", absl::FormatCivilTime(day),
                                                  ": ", status.message()));
        });
    if (!read.ok()) return read.status();
    last_x = read->last_x;
    is_last = read->is_last;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReleaseCounts> CountStoredReleases(ReportReader& reader,
                                                  const ReleaseCountOptions& options) {
  const absl::StatusOr<std::vector<absl::CivilDay>> days = reader.Days();
  if (!days.ok()) return days.status();
  ReleaseCounter counter(options);
  for (const absl::CivilDay day : *days) {
    if (day < options.first || day > options.last) continue;
    if (absl::Status status = AddDay(reader, day, counter); !status.ok()) return status;
  }
  return std::move(counter).Take();
}

}  // namespace telemetry
