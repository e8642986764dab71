// Finds or creates a program's counter file for the week of a given time.
//
// Data flow and its races are in counter/README.md.

#ifndef COUNTER_INTERNAL_WEEK_FILE_WEEK_FILE_H_
#define COUNTER_INTERNAL_WEEK_FILE_WEEK_FILE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/counter_file/counter_file.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"

namespace telemetry {
namespace counter_internal {

// Who counts, and where.
struct Program {
  std::string program;
  std::string version;
  // The telemetry root, an absolute path.
  TelemetryRoot root;
  // Whom the program counts for; nullopt: for nobody, beside Go's programs.
  std::optional<HostPort> collector;

  // Where it counts.
  TelemetryDir dir() const {
    return collector.has_value() ? root.collector(*collector) : root.go();
  }
};

struct WeekFile {
  CounterFileResult opened;
  // The file, or the directory that could not be made.
  std::string path;
};

// Opens the file of `program` for `now`: an existing one that has not expired, whatever day it
// began on, or else a new one that begins today (UTC). Creates the directories and the `weekends`
// file if needed. A damaged file in the way is put aside (put_aside.h).
//
// Thread-safe, and safe against other processes that do the same.
WeekFile OpenWeekFile(const Program& program, absl::Time now) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_WEEK_FILE_WEEK_FILE_H_
