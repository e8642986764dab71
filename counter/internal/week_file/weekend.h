// The weekday on which this machine's counter files expire.

#ifndef COUNTER_INTERNAL_WEEK_FILE_WEEKEND_H_
#define COUNTER_INTERNAL_WEEK_FILE_WEEKEND_H_

#include <chrono>
#include <optional>
#include <string>

namespace telemetry {
namespace counter_internal {

// The day on which a file that begins on `day` ends: the first `weekend` strictly after it.
std::chrono::sys_days NextWeekend(std::chrono::sys_days day, std::chrono::weekday weekend);

// Reads `path`: one digit, 0 for Sunday, and a newline. As in Go, any other first byte counts
// modulo seven. Empty if the file does not exist or is empty.
std::optional<std::chrono::weekday> ReadWeekend(const std::string& path);

// Reads `path`; if it holds nothing, writes `drawn` to it first. Of several processes that do so at
// once one wins, and all return its weekday. Empty if the file can be neither read nor written;
// errno then says why.
std::optional<std::chrono::weekday> ReadOrSetWeekend(const std::string& path,
                                                     std::chrono::weekday drawn);

// A weekday drawn at random, so that the world's machines do not all report on the same day.
std::chrono::weekday DrawWeekend();

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_WEEK_FILE_WEEKEND_H_
