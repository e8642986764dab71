#include "storage/upload_run/last_run.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "storage/files/file.h"

namespace telemetry {
namespace {

constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%SZ";
constexpr size_t kMaxFailureBytes = 2000;
constexpr size_t kMaxFileBytes = 4096;

}  // namespace

absl::Status RecordLastRun(const TelemetryDir& dir, const LastRun& run) {
  std::string failure = run.failure.substr(0, kMaxFailureBytes);
  std::replace(failure.begin(), failure.end(), '\n', ' ');
  return WriteFileAtomically(
      dir.last_run_path(),
      absl::StrCat(absl::FormatTime(kTimeFormat, run.ended, absl::UTCTimeZone()),
                   failure.empty() ? " done" : " failed: ", failure, "\n"));
}

std::optional<LastRun> ReadLastRun(const TelemetryDir& dir) {
  const absl::StatusOr<std::string> contents = ReadFile(dir.last_run_path(), kMaxFileBytes);
  if (!contents.ok()) return std::nullopt;
  absl::string_view line = *contents;
  absl::ConsumeSuffix(&line, "\n");
  const size_t blank = std::min(line.find(' '), line.size());
  LastRun run;
  if (!absl::ParseTime(kTimeFormat, std::string(line.substr(0, blank)), &run.ended, nullptr)) {
    return std::nullopt;
  }
  line.remove_prefix(blank);
  if (line == " done") return run;
  if (!absl::ConsumePrefix(&line, " failed: ")) return std::nullopt;
  run.failure = std::string(line);
  return run;
}

}  // namespace telemetry
