// Reads the reports of a SQLite store.
//
//   absl::StatusOr<std::unique_ptr<ReportReader>> reader =
//       SqliteReportReader::Open("/data/reports.db");
//
// Thread-compatible.

#ifndef STORAGE_SQLITE_STORE_INTERNAL_SQLITE_REPORT_READER_H_
#define STORAGE_SQLITE_STORE_INTERNAL_SQLITE_REPORT_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/report_store/report_reader.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry::storage_internal {

class SqliteReportReader final : public ReportReader {
 public:
  // Errors: as SqliteStore::OpenReader().
  static absl::StatusOr<std::unique_ptr<ReportReader>> Open(absl::string_view path);

  absl::StatusOr<std::vector<absl::CivilDay>> Days() override;
  absl::StatusOr<int64_t> Count(absl::CivilDay day) override;
  absl::StatusOr<ReportsRead> ReadAfter(absl::CivilDay day, double after_x, size_t max_bytes,
                                        SinkWithX sink) override;

 private:
  struct Statements {
    SqliteStatement next_day;
    SqliteStatement count;
    SqliteStatement reports;
  };

  SqliteReportReader(SqliteDatabase database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}

  SqliteDatabase database_;
  Statements statements_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_SQLITE_STORE_INTERNAL_SQLITE_REPORT_READER_H_
