// What an editor may count through a server: names under a prefix, within bounds.
//
//   EditorCounters counters("mytool/editor/");
//   std::optional<std::vector<EditorCount>> counts = counters.Read(arguments);
//
// The names come from whoever speaks to the server, and each is kept in memory and in the counter
// file for good; hence the bounds. Not thread-safe; no absl::Status, no exceptions.

#ifndef CONFIG_PROMPT_INTERNAL_EDITOR_COUNTERS_H_
#define CONFIG_PROMPT_INTERNAL_EDITOR_COUNTERS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "storage/json/json_view.h"

namespace telemetry::config_internal {

struct EditorCount {
  std::string name;  // with the prefix
  uint64_t value = 0;
};

class EditorCounters {
 public:
  static constexpr size_t kMaxNameBytes = 100;    // without the prefix
  static constexpr size_t kMaxNamesAtOnce = 100;  // in one command
  static constexpr size_t kMaxNames = 500;        // in the life of a server
  static constexpr int64_t kMaxValue = 1'000'000'000;

  // With an empty prefix, nothing may be counted.
  explicit EditorCounters(absl::string_view prefix) : prefix_(prefix) {}

  // The arguments of the command: an array of one object with as many `names` as `values`. Empty if
  // any of it is not as it must be: a name has letters, digits and `:_./+-`, a value is 1 to
  // kMaxValue.
  std::optional<std::vector<EditorCount>> Read(JsonView arguments);

 private:
  std::string prefix_;
  std::set<std::string> known_;
};

}  // namespace telemetry::config_internal

#endif  // CONFIG_PROMPT_INTERNAL_EDITOR_COUNTERS_H_
