// Reads a report store (report_store.h), even while a collector writes to it.
//
//   absl::StatusOr<ReportReader> reader = ReportReader::Open("/data/reports.db");
//   absl::Status status = reader->ForEach(week, [&](absl::string_view json) {
//     out << json << '\n';
//     return absl::OkStatus();
//   });
//
// A reader has its own connection and never blocks the writer. The reports of a week come in the
// order of X, which is random: a dataset does not reveal who uploaded when, and the same reports
// always make the same dataset.
//
// Every error names the file: DATA_LOSS (corrupt), UNAVAILABLE (I/O).
//
// Thread-compatible: one thread at a time.

#ifndef STORAGE_REPORT_STORE_REPORT_READER_H_
#define STORAGE_REPORT_STORE_REPORT_READER_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/report_store/internal/sqlite.h"

namespace telemetry {

// A piece of a week's dataset.
struct ReportPage {
  // Whole reports, one line of JSON each, every line ended by a newline.
  std::string lines;
  // X of the last report: where the next page starts.
  double last_x;
  // Whether no report follows.
  bool is_last;
};

class ReportReader {
 public:
  // Before every X.
  static constexpr double kBeforeFirst = -std::numeric_limits<double>::infinity();

  // Opens the existing store at `path`. NOT_FOUND: no such file; PERMISSION_DENIED; DATA_LOSS: not
  // a report store; FAILED_PRECONDITION: another version.
  static absl::StatusOr<ReportReader> Open(absl::string_view path);

  // The weeks that have a report, in order. The cost grows only with their number.
  absl::StatusOr<std::vector<absl::CivilDay>> Weeks();

  // The number of reports of a week.
  absl::StatusOr<int64_t> Count(absl::CivilDay week);

  // Calls `report` with the JSON line, without newline, of each report of the week, as of the time
  // of the call. A status that is not OK ends the iteration and is returned. The writer's log
  // cannot be truncated while this runs, so use ReadPage() for anything that may take long.
  absl::Status ForEach(absl::CivilDay week,
                       absl::FunctionRef<absl::Status(absl::string_view json)> report);

  // The reports of the week whose X is greater than `after_x`: as many as fit into `max_bytes`, but
  // at least one if any. Reports that arrive between two pages may be in neither.
  absl::StatusOr<ReportPage> ReadPage(absl::CivilDay week, double after_x, size_t max_bytes);

 private:
  struct Statements {
    storage_internal::SqliteStatement next_week;
    storage_internal::SqliteStatement count;
    storage_internal::SqliteStatement reports;
  };

  ReportReader(storage_internal::SqliteDatabase database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}

  storage_internal::SqliteDatabase database_;
  Statements statements_;
};

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_REPORT_READER_H_
