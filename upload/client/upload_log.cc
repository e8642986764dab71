#include "upload/client/upload_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

int OpenLog(const TelemetryDir& dir, absl::Time now) {
  const std::string path =
      absl::StrCat(dir.debug_dir(), "/", absl::FormatTime("%Y%m%d", now, absl::UTCTimeZone()), "-",
                   getpid(), ".log");
  return open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
}

}  // namespace

UploadLog::UploadLog(const TelemetryDir& dir, Clock clock)
    : clock_(std::move(clock)), fd_(OpenLog(dir, clock_())) {}

void UploadLog::Write(absl::string_view line) {
  if (!fd_.valid()) return;
  const std::string text = absl::StrCat(
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", clock_(), absl::UTCTimeZone()), " ", line, "\n");
  // If the disk is full, the rest is lost.
  [[maybe_unused]] const ssize_t written = write(fd_.get(), text.data(), text.size());
}

}  // namespace telemetry
