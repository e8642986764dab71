#include "upload/client/upload_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/directory/held_directory.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

int OpenLog(const TelemetryDir& dir, absl::Time now) {
  const std::string path =
      absl::StrCat(dir.debug_dir(), "/", absl::FormatTime("%Y%m%d", now, absl::UTCTimeZone()), "-",
                   getpid(), ".log");
  const At at(path);
  return openat(at.directory(), at.name(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                0600);
}

// Who reads a log does so on a terminal, and a collector may have written part of the line: if it is
// not plain ASCII, everything else is escaped.
std::string Readable(absl::string_view line) {
  const bool is_plain = std::all_of(line.begin(), line.end(), [](char c) {
    return absl::ascii_isprint(static_cast<unsigned char>(c));
  });
  return is_plain ? std::string(line) : absl::CHexEscape(line);
}

}  // namespace

UploadLog::UploadLog(const TelemetryDir& dir, Clock clock)
    : clock_(std::move(clock)), fd_(OpenLog(dir, clock_())) {}

void UploadLog::Write(absl::string_view line) {
  if (!fd_.valid()) return;
  const std::string text =
      absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", clock_(), absl::UTCTimeZone()), " ",
                   Readable(line), "\n");
  // If the disk is full, the rest is lost.
  [[maybe_unused]] const ssize_t written = write(fd_.get(), text.data(), text.size());
}

}  // namespace telemetry
