// The log of an upload run, for users who want to know what is going on. It is written only if the
// user has created the directory `debug/`, to a new file, debug/YYYYMMDD-PID.log.
//
//   UploadLog log(dir, absl::Now);
//   log.Write("sending 2026-11-18");  // "2026-11-22T10:00:00.000Z sending 2026-11-18\n"
//
// Failures are not reported: an unwritable log is no reason not to upload.
// Not thread-safe.

#ifndef UPLOAD_CLIENT_UPLOAD_LOG_H_
#define UPLOAD_CLIENT_UPLOAD_LOG_H_

#include <functional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/telemetry_dir.h"
#include "storage/unique_fd.h"

namespace telemetry {

class UploadLog {
 public:
  using Clock = std::function<absl::Time()>;

  // `clock` timestamps the lines and provides the day in the file's name.
  UploadLog(const TelemetryDir& dir, Clock clock);

  // Appends a line immediately, so that it survives whatever happens next.
  void Write(absl::string_view line);

 private:
  const Clock clock_;
  const UniqueFd fd_;  // none if there is no log
};

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_UPLOAD_LOG_H_
