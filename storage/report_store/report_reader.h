// Reads the reports of a store, even while a collector writes to it.
//
//   absl::StatusOr<std::unique_ptr<ReportReader>> reader = store.OpenReader();
//   absl::Status status = (*reader)->ForEach(day, [&](absl::string_view json) {
//     out << json << '\n';
//     return absl::OkStatus();
//   });
//
// A report is of a day, on which its counter files expired. A reader has its own connection and
// never blocks the writer. The reports of a day come in the order of X, which is random: a dataset
// does not reveal who uploaded when, and the same reports always make the same dataset.
//
// Every error names the store: DATA_LOSS (corrupt), UNAVAILABLE (I/O).
//
// Thread-compatible: one thread at a time.

#ifndef STORAGE_REPORT_STORE_REPORT_READER_H_
#define STORAGE_REPORT_STORE_REPORT_READER_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

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

  virtual ~ReportReader() = default;

  // Takes the JSON line of a report, without newline. A status that is not OK ends the reading.
  using Sink = absl::FunctionRef<absl::Status(absl::string_view json)>;

  // The days that have a report, in order. The cost grows only with their number.
  virtual absl::StatusOr<std::vector<absl::CivilDay>> Days() = 0;

  // The number of reports of a day.
  virtual absl::StatusOr<int64_t> Count(absl::CivilDay day) = 0;

  // Passes each report of the day, as of the time of the call, to `sink`; returns its error. The
  // writer's log cannot be truncated while this runs, so use ForEachAfter() for anything that may
  // take long.
  absl::Status ForEach(absl::CivilDay day, Sink sink) {
    return ForEachAfter(day, kBeforeFirst, std::numeric_limits<size_t>::max(), sink).status();
  }

  // Passes the reports of the day whose X is greater than `after_x` to `sink`: as many as have
  // `max_bytes` together, but at least one if any. Reports that arrive between two calls may be in
  // neither.
  absl::StatusOr<ReportsRead> ForEachAfter(absl::CivilDay day, double after_x, size_t max_bytes,
                                           Sink sink) {
    return ReadAfter(day, after_x, max_bytes,
                     [sink](double, absl::string_view json) { return sink(json); });
  }

  // The same with the X of each.
  using SinkWithX = absl::FunctionRef<absl::Status(double x, absl::string_view json)>;
  virtual absl::StatusOr<ReportsRead> ReadAfter(absl::CivilDay day, double after_x,
                                                size_t max_bytes, SinkWithX sink) = 0;
};

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_REPORT_READER_H_
