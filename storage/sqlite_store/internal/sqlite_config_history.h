// The configs of a SQLite store.
//
//   absl::StatusOr<std::unique_ptr<ConfigHistory>> history =
//       SqliteConfigHistory::Open("/data/reports.db", StoreAccess::kReadWrite);
//
// Thread-compatible.

#ifndef STORAGE_SQLITE_STORE_INTERNAL_SQLITE_CONFIG_HISTORY_H_
#define STORAGE_SQLITE_STORE_INTERNAL_SQLITE_CONFIG_HISTORY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry::storage_internal {

class SqliteConfigHistory final : public ConfigHistory {
 public:
  // Errors: as SqliteStore::OpenConfigs().
  static absl::StatusOr<std::unique_ptr<ConfigHistory>> Open(absl::string_view path,
                                                             StoreAccess access);

  absl::StatusOr<bool> PutInForce(const ConfigRecord& record) override;
  absl::StatusOr<int64_t> NewestNumber() override;
  absl::StatusOr<std::optional<ConfigRecord>> Newest() override;
  absl::StatusOr<std::optional<ConfigRecord>> At(int64_t number) override;
  absl::StatusOr<std::optional<ConfigRecord>> Find(absl::string_view version) override;
  absl::StatusOr<std::vector<ConfigRecord>> List(int64_t limit) override;

 private:
  explicit SqliteConfigHistory(SqliteDatabase database) : database_(std::move(database)) {}

  // An older store has no history until something that writes opens it.
  absl::StatusOr<bool> HasTable();
  // The newest records that `where` selects, in which a parameter is bound to `text`.
  absl::StatusOr<std::vector<ConfigRecord>> Select(absl::string_view where,
                                                   std::optional<absl::string_view> text,
                                                   int64_t limit, bool with_bytes = true);
  absl::StatusOr<std::optional<ConfigRecord>> SelectOne(
      absl::string_view where, std::optional<absl::string_view> text = std::nullopt);
  absl::StatusOr<bool> Insert(const ConfigRecord& record);

  SqliteDatabase database_;
  std::optional<SqliteStatement> newest_number_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_SQLITE_STORE_INTERNAL_SQLITE_CONFIG_HISTORY_H_
