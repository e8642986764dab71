// The options and the result of Open() (open.h).

#ifndef COUNTER_OPEN_OPTIONS_H_
#define COUNTER_OPEN_OPTIONS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace telemetry {

struct OpenOptions {
  // The program's path, such as "example.com/mytool", and its version, such as "v1.2.3"; an empty
  // version means "devel". Printable, and at most 512 bytes together with the rest of a file's
  // header.
  absl::string_view program = "";
  absl::string_view version = "";
  // The collector that the program is for, HOST or HOST:PORT (443 if no port is given). The program
  // counts in that collector's directory, and only with the user's consent to this collector is the
  // approved part of what it counts uploaded. If empty, the program counts beside Go's programs, and
  // nothing of it is ever uploaded by us.
  absl::string_view collector = "";
  // The telemetry root; if empty, the user's own (TelemetryRoot::DefaultPath()).
  absl::string_view telemetry_dir = "";
  // Whether to start a thread that calls Rotate() (rotation.h) when the week ends, and every hour
  // to notice that telemetry was turned off. Programs that do not run for days do not need it;
  // others can also call Rotate() themselves.
  bool rotate = false;
  // The clock; null for the system's. Called from any thread.
  absl::Time (*clock)() = nullptr;
};

enum class OpenFailure {
  kNone,
  kOff,               // the telemetry mode is off (config/mode.h), or the program was built without
  kNoDirectory,       // no telemetry directory was given, and the user has no home
  kInvalidProgram,    // `program` or `version` cannot stand in a file's header
  kInvalidCollector,  // `collector` is no address
  kSystem,  // a system call failed: OpenResult::error_number; EPERM after PrepareForSandbox()
  kNoSharedMappings,  // the file's file system has none, and so nothing can be counted on it
  kDamaged,           // the file is damaged and could not be put aside
  kNameTaken,         // other programs have all the names that the file could have
  kOpenElsewhere,     // an earlier Open() of this process named another program or directory
};

// "off", "no directory", ...: the enumerator in words. Empty for kNone.
absl::string_view OpenFailureName(OpenFailure failure) noexcept;

struct OpenResult {
  // Whether counts go to a file from now on. If not, they stay in memory.
  bool counting = false;
  OpenFailure failure = OpenFailure::kNone;
  // errno of the system call that failed; 0 if none did.
  int error_number = 0;
  // The file or directory at fault; empty if none is.
  std::string path = "";
};

}  // namespace telemetry

#endif  // COUNTER_OPEN_OPTIONS_H_
