#include "config/consent.h"

#include <errno.h>

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "config/private_roots.h"
#include "storage/directory/held_directory.h"
#include "storage/errno_error.h"
#include "storage/files/file.h"
#include "storage/files/overwrite_file.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/collector_list.h"
#include "storage/telemetry_root.h"

namespace telemetry {
namespace {

constexpr size_t kMaxModeFileBytes = 4096;

// What the mode file says, if it can be understood.
std::optional<Mode> RecordedMode(const absl::StatusOr<std::string>& contents) {
  if (absl::IsNotFound(contents.status())) return Mode::kLocal;
  if (!contents.ok()) return std::nullopt;
  const std::optional<ModeFile> file = ParseModeFile(*contents);
  if (!file.has_value()) return std::nullopt;
  return file->mode;
}

absl::Status WriteModeFile(const TelemetryDir& dir, Mode mode, absl::string_view text) {
  // What restricts is in force as far as it got: an empty mode file means off, which is as close to
  // `off` as a full disk permits. What permits is in force as a whole or not at all.
  const OverwriteResult result = OverwriteFile(
      dir.mode_path(), text, mode == Mode::kOff ? IfItFails::kLeave : IfItFails::kUndo,
      mode == Mode::kOn ? IfItFails::kUndo : IfItFails::kLeave);
  if (result.ok()) return absl::OkStatus();
  if (result.error_number == 0) {
    return absl::FailedPreconditionError(absl::StrCat(result.path, ": not a regular file"));
  }
  errno = result.error_number;
  const absl::Status failed = ErrnoError(result.action, result.path);
  if (!result.emptied) return failed;
  return absl::Status(failed.code(), absl::StrCat(failed.message(), "; the mode is off now"));
}

absl::Status CheckOwner(const TelemetryDir& dir) {
  const std::string foreign = WhyForeign(dir.path());
  if (foreign.empty()) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat(foreign, ": only that user can decide; nothing was changed"));
}

// What belongs to the consent: removed only once that is withdrawn, because consent that stood without
// it would be to whatever comes next, from a collector for whom others vouch.
absl::Status Forget(const TelemetryDir& dir) {
  absl::Status status = RemoveFile(dir.upload_config_path());
  status.Update(RemoveFile(dir.private_roots_path()));
  return status;
}

// As SetMode(), with private roots if the mode is kOn and some are named.
absl::Status Record(const TelemetryDir& dir, Mode mode, const PrivateRoots* roots, absl::Time now) {
  if (dir.path().empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("there is no telemetry directory: ", TelemetryRoot::WhyNoDefaultPath()));
  }
  // What is looked at is what is changed, whatever takes its place meanwhile.
  const HeldDirectory held(dir.path());
  if (absl::Status status = CheckOwner(dir); !status.ok()) return status;
  const bool is_set = RecordedMode(ReadFile(dir.mode_path(), kMaxModeFileBytes)) == mode;
  if (is_set && mode != Mode::kOn) return Forget(dir);
  if (is_set && roots == nullptr) return absl::OkStatus();
  const std::string date = absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone());
  if (held.error_number() == ENOENT) {
    // Somebody else may be faster.
    if (absl::Status status = EnsureDirectory(dir.path()); !status.ok()) return status;
  }
  const HeldDirectory made(dir.path());
  if (absl::Status status = CheckOwner(dir); !status.ok()) return status;
  if (roots != nullptr) {
    if (absl::Status status = RecordPrivateRoots(dir, *roots); !status.ok()) return status;
  }
  if (is_set) return absl::OkStatus();
  const absl::Status written = WriteModeFile(dir, mode, absl::StrCat(ModeName(mode), " ", date));
  return written.ok() && mode != Mode::kOn ? Forget(dir) : written;
}

}  // namespace

absl::Status SetMode(const TelemetryDir& dir, Mode mode, absl::Time now) {
  return Record(dir, mode, /*roots=*/nullptr, now);
}

absl::Status ConsentWithRoots(const TelemetryDir& dir, const PrivateRoots& roots, absl::Time now) {
  return Record(dir, Mode::kOn, &roots, now);
}

absl::Status SetModeOfAll(const TelemetryRoot& root, Mode mode, absl::Time now) {
  absl::Status status;
  const absl::StatusOr<CollectorList> list = ListCollectors(root);
  if (!list.ok()) status = list.status();
  // The collectors first: removing what was received from them frees space on a full disk.
  if (list.ok()) {
    for (const HostPort& collector : list->collectors) {
      status.Update(SetMode(root.collector(collector), mode, now));
    }
  }
  status.Update(SetMode(root.go(), mode, now));
  return status;
}

}  // namespace telemetry
