// What became of reports, in a SQLite store.
//
//   absl::StatusOr<std::unique_ptr<IntakeCounts>> counts =
//       SqliteIntakeCounts::Open("/data/reports.db", StoreAccess::kReadWrite);
//
// Thread-compatible.

#ifndef STORAGE_SQLITE_STORE_INTERNAL_SQLITE_INTAKE_COUNTS_H_
#define STORAGE_SQLITE_STORE_INTERNAL_SQLITE_INTAKE_COUNTS_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/intake_counts.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry::storage_internal {

class SqliteIntakeCounts final : public IntakeCounts {
 public:
  // Errors: as SqliteStore::OpenIntake().
  static absl::StatusOr<std::unique_ptr<IntakeCounts>> Open(absl::string_view path,
                                                            StoreAccess access);

  absl::Status Add(const std::vector<IntakeCount>& counts) override;
  absl::StatusOr<std::vector<IntakeCount>> List() override;

 private:
  explicit SqliteIntakeCounts(SqliteDatabase database) : database_(std::move(database)) {}

  SqliteDatabase database_;
};

// Adds the counts in the transaction that is open in the database, and removes days that are too old.
absl::Status AddIntakeCounts(SqliteDatabase& database, const std::vector<IntakeCount>& counts);

}  // namespace telemetry::storage_internal

#endif  // STORAGE_SQLITE_STORE_INTERNAL_SQLITE_INTAKE_COUNTS_H_
