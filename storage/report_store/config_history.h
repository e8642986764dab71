// The upload configs that have been in force on a report store, in the store's own file. The newest
// one is in force, for every process that uses the store.
//
//   absl::StatusOr<ConfigHistory> history = ConfigHistory::Open("/data/reports.db");
//   absl::StatusOr<bool> changed = history->PutInForce(
//       {.version = "v1.4.0", .since = now, .title = "Count editors", .bytes = config_text});
//   absl::StatusOr<int64_t> number = history->NewestNumber();  // every second, to notice a change
//
// A config is bytes here: what they mean is for others to know. Nothing is ever removed or changed.
//
// Every error names the file: DATA_LOSS (corrupt), UNAVAILABLE (disk full, I/O error, locked for too
// long), PERMISSION_DENIED.
//
// Thread-compatible: one thread at a time. Any number of processes may have the same file open.

#ifndef STORAGE_REPORT_STORE_CONFIG_HISTORY_H_
#define STORAGE_REPORT_STORE_CONFIG_HISTORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/report_store/internal/sqlite.h"

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
  // Opens the store at `path`, or creates it, as ReportStore::Open() does and with its errors.
  static absl::StatusOr<ConfigHistory> Open(absl::string_view path);

  // Opens an existing store, of which nothing is written. Errors: as ReportReader::Open().
  static absl::StatusOr<ConfigHistory> OpenReadOnly(absl::string_view path);

  // Makes `record` the newest, durably, and gives it its number. False if the newest one has its
  // bytes already: nothing is changed then. ALREADY_EXISTS: its version stands for other bytes.
  absl::StatusOr<bool> PutInForce(const ConfigRecord& record);

  // The number of the newest record; 0 if there is none. Takes some microseconds.
  absl::StatusOr<int64_t> NewestNumber();

  // What is in force; nullopt if nothing has ever been.
  absl::StatusOr<std::optional<ConfigRecord>> Newest();

  // The record of this number; nullopt if there is none.
  absl::StatusOr<std::optional<ConfigRecord>> At(int64_t number);

  // The newest record of this version; nullopt if there is none.
  absl::StatusOr<std::optional<ConfigRecord>> Find(absl::string_view version);

  // The newest `limit` records, newest first, without their bytes.
  absl::StatusOr<std::vector<ConfigRecord>> List(int64_t limit);

 private:
  explicit ConfigHistory(storage_internal::SqliteDatabase database)
      : database_(std::move(database)) {}

  // An older store has no history until something that writes opens it.
  absl::StatusOr<bool> HasTable();
  // The newest records that `where` selects, in which a parameter is bound to `text`.
  absl::StatusOr<std::vector<ConfigRecord>> Select(absl::string_view where,
                                                   std::optional<absl::string_view> text,
                                                   int64_t limit, bool with_bytes = true);
  absl::StatusOr<std::optional<ConfigRecord>> SelectOne(
      absl::string_view where, std::optional<absl::string_view> text = std::nullopt);
  absl::StatusOr<bool> Insert(const ConfigRecord& record);

  storage_internal::SqliteDatabase database_;
  std::optional<storage_internal::SqliteStatement> newest_number_;
};

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_CONFIG_HISTORY_H_
