// Forgets in which order reports arrived. A store appends them, and that order, beside the access log
// of a proxy, would say which report came from which address.
//
//   absl::Status status = ForgetArrivalOrder("/data/reports.db");  // now and then
//
// Reports are put into the order of week and X, which is random, by thousands: the new ones together
// with as many older ones as there is room for, so that the reports of a collector that gets few are
// all mixed with each other. Each piece is a transaction, in whose time no report can be stored: some
// tenths of a second. What is overwritten is erased.
//
// A table in that order (WITHOUT ROWID) would need none of this, but takes 3.4 times the space and 6
// times the writing, since a page holds only three reports and must be split for one in between.
//
// Several processes may do this at once, and store reports meanwhile. Thread-safe.

#ifndef STORAGE_SQLITE_STORE_ARRIVAL_ORDER_H_
#define STORAGE_SQLITE_STORE_ARRIVAL_ORDER_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace telemetry {

struct ArrivalOrderOptions {
  // How much is mixed, and held in memory, at a time. At least two reports.
  int64_t max_reports = 4096;
  size_t max_bytes = 16 << 20;
};

// Mixes what has arrived since the last time in the store at `path`. Does nothing if that is nothing.
// Errors: as OpenStore() (internal/report_schema.h), or of the database; the rest stays for the next
// time.
absl::Status ForgetArrivalOrder(absl::string_view path, const ArrivalOrderOptions& options = {});

}  // namespace telemetry

#endif  // STORAGE_SQLITE_STORE_ARRIVAL_ORDER_H_
