// The upload configs that have been in force on a store, in the store itself. The newest one is in
// force, for every process that uses the store.
//
//   std::unique_ptr<ConfigHistory> history = store.OpenConfigs(StoreAccess::kReadWrite).value();
//   absl::StatusOr<bool> changed = history->PutInForce(
//       {.version = "v1.4.0", .since = now, .title = "Count editors", .bytes = config_text});
//   absl::StatusOr<int64_t> number = history->NewestNumber();  // every second, to notice a change
//
// A config is bytes here: what they mean is for others to know. Nothing is ever removed or changed.
//
// Every error names the store: DATA_LOSS (corrupt), UNAVAILABLE (disk full, I/O error, locked for too
// long), PERMISSION_DENIED.
//
// Thread-compatible: one thread at a time. Any number of processes may use the same store.

#ifndef STORAGE_REPORT_STORE_CONFIG_HISTORY_H_
#define STORAGE_REPORT_STORE_CONFIG_HISTORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace telemetry {

struct ConfigRecord {
  int64_t number = 0;        // 1 for the first one that came into force, and one more for each
  std::string version = "";  // a version stands for the same bytes wherever it occurs
  absl::Time since = {};     // when it came into force, to the second
  std::string title = "";    // what the change is about, for people; may be empty
  std::string bytes = "";

  friend bool operator==(const ConfigRecord& a, const ConfigRecord& b) = default;
};

class ConfigHistory {
 public:
  virtual ~ConfigHistory() = default;

  // Makes `record` the newest, durably, and gives it its number. False if the newest one has its
  // bytes already: nothing is changed then. ALREADY_EXISTS: its version stands for other bytes.
  virtual absl::StatusOr<bool> PutInForce(const ConfigRecord& record) = 0;

  // The number of the newest record; 0 if there is none. Asked every second.
  virtual absl::StatusOr<int64_t> NewestNumber() = 0;

  // What is in force; nullopt if nothing has ever been.
  virtual absl::StatusOr<std::optional<ConfigRecord>> Newest() = 0;

  // The record of this number; nullopt if there is none.
  virtual absl::StatusOr<std::optional<ConfigRecord>> At(int64_t number) = 0;

  // The newest record of this version; nullopt if there is none.
  virtual absl::StatusOr<std::optional<ConfigRecord>> Find(absl::string_view version) = 0;

  // The newest `limit` records, newest first, without their bytes.
  virtual absl::StatusOr<std::vector<ConfigRecord>> List(int64_t limit) = 0;
};

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_CONFIG_HISTORY_H_
