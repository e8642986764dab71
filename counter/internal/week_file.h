// Finds or creates a program's counter file for the week of a given time.
//
// Data flow and its races are in counter/README.md.

#ifndef COUNTER_INTERNAL_WEEK_FILE_H_
#define COUNTER_INTERNAL_WEEK_FILE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/counter_file/counter_file.h"

namespace telemetry {
namespace counter_internal {

// Who counts, and where.
struct Program {
  std::string program;
  std::string version;
  // The telemetry directory.
  std::string root;
};

// Opens the file of `program` for `now`: an existing one that has not expired, whatever day it
// began on, or else a new one that begins today (UTC). Creates the directories and the `weekends`
// file if needed. A damaged file in the way is renamed to NAME.corrupt, replacing an older one of
// that name.
//
// Thread-safe, and safe against other processes that do the same.
CounterFileResult OpenWeekFile(const Program& program, absl::Time now) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_WEEK_FILE_H_
