// Copies a store into another, of the same engine or not, and sees that all has arrived.
//
//   absl::StatusOr<StoreContents> copied = CopyStore(SqliteStore("/data/reports.db"), to);
//   absl::StatusOr<StoreContents> contents = ReadContents(to);
//
// A copy that was interrupted is continued by copying again: what is there is not stored twice. Both
// may be in use meanwhile, but what arrives in the first one behind the copy's back is only copied the
// next time.
//
// Thread-safe for distinct stores.

#ifndef STORAGE_REPORT_STORE_STORE_COPY_H_
#define STORAGE_REPORT_STORE_STORE_COPY_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "storage/report_store/collector_store.h"

namespace telemetry {

struct StoreContents {
  int64_t days = 0;
  int64_t reports = 0;
  int64_t configs = 0;
  int64_t drops = 0;  // rows
  // The version of the config in force; empty if there is none.
  std::string config_version = "";

  friend bool operator==(const StoreContents& a, const StoreContents& b) = default;
};

// Reads everything that the store has. DATA_LOSS, naming the store, if a day has not as many reports
// as it counts, or the configs are not numbered from 1.
absl::StatusOr<StoreContents> ReadContents(const CollectorStore& store);

// Copies configs, reports, drops, what became of reports, and the secret of who publishes if there is one and the
// second store has none; compares each report, byte for byte; and
// returns what the first store has. `copied` is told of each day that is there. Memory does not grow
// with the number of reports.
//
// FAILED_PRECONDITION: the second store has other configs than the first one begins with.
// ALREADY_EXISTS: it has another report under a key of the first one. DATA_LOSS: a report that was
// copied is not there, or is another. Otherwise the errors of the stores; copying again continues.
absl::StatusOr<StoreContents> CopyStore(
    const CollectorStore& from, const CollectorStore& to,
    const std::function<void(absl::CivilDay day, int64_t reports)>& copied = [](absl::CivilDay,
                                                                                int64_t) {});

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_STORE_COPY_H_
