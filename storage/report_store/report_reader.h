// Reads a report store (report_store.h), even while a collector writes to it.
//
//   absl::StatusOr<ReportReader> reader = ReportReader::Open("/data/reports.db");
//   absl::Status status = reader->ForEach(day, [&](absl::string_view json) {
//     out << json << '\n';
//     return absl::OkStatus();
//   });
//
// A report is of a day, on which its counter files expired. A reader has its own connection and
// never blocks the writer. The reports of a day come in the order of X, which is random: a dataset does not reveal who uploaded when, and the same reports
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

// Where a piece of a day's reports ended.
struct ReportsRead {
  // X of the last report: where the next piece starts.
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

  // Takes the JSON line of a report, without newline. A status that is not OK ends the reading.
  using Sink = absl::FunctionRef<absl::Status(absl::string_view json)>;

  // The days that have a report, in order. The cost grows only with their number.
  absl::StatusOr<std::vector<absl::CivilDay>> Days();

  // The number of reports of a day.
  absl::StatusOr<int64_t> Count(absl::CivilDay day);

  // Passes each report of the day, as of the time of the call, to `sink`; returns its error. The
  // writer's log cannot be truncated while this runs, so use ForEachAfter() for anything that may
  // take long.
  absl::Status ForEach(absl::CivilDay day, Sink sink);

  // Passes the reports of the day whose X is greater than `after_x` to `sink`: as many as have
  // `max_bytes` together, but at least one if any. Reports that arrive between two calls may be in
  // neither.
  absl::StatusOr<ReportsRead> ForEachAfter(absl::CivilDay day, double after_x, size_t max_bytes,
                                           Sink sink);

 private:
  struct Statements {
    storage_internal::SqliteStatement next_day;
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
