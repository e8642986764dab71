// What was dropped, in a SQLite store.
//
//   absl::StatusOr<std::unique_ptr<DropCounts>> counts =
//       SqliteDropCounts::Open("/data/reports.db", StoreAccess::kReadWrite);
//
// Thread-compatible.

#ifndef STORAGE_SQLITE_STORE_INTERNAL_SQLITE_DROP_COUNTS_H_
#define STORAGE_SQLITE_STORE_INTERNAL_SQLITE_DROP_COUNTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/drop_counts.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry::storage_internal {

class SqliteDropCounts final : public DropCounts {
 public:
  // Errors: as SqliteStore::OpenDrops().
  static absl::StatusOr<std::unique_ptr<DropCounts>> Open(absl::string_view path,
                                                          StoreAccess access);

  absl::Status Add(const std::vector<DropCount>& counts) override;
  absl::StatusOr<std::vector<DropCount>> List() override;

 private:
  explicit SqliteDropCounts(SqliteDatabase database) : database_(std::move(database)) {}

  absl::Status AddAll(const std::vector<DropCount>& counts);
  // Sums up rows of the day beyond the limit.
  absl::Status SumUp(const std::string& day, bool is_approved, int64_t max_rows);

  SqliteDatabase database_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_SQLITE_STORE_INTERNAL_SQLITE_DROP_COUNTS_H_
