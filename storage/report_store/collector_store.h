// What a collector keeps, wherever it is kept: the reports that it has accepted, the configs under
// which it did, and how much it has dropped. One interface for every engine.
//
//   const SqliteStore store("/data/reports.db");
//   absl::StatusOr<std::unique_ptr<ReportStore>> reports = store.OpenReports({});
//   absl::StatusOr<std::unique_ptr<ReportReader>> reader = store.OpenReader();
//
// A store only says where it is. Each part that it opens has a connection of its own, and does not
// need the store any more. Any number of processes may use the same store at once.
//
// Every engine keeps the promises that are written at the parts, and passes the checks in testing/.
//
// Thread-safe; the parts are as each says.

#ifndef STORAGE_REPORT_STORE_COLLECTOR_STORE_H_
#define STORAGE_REPORT_STORE_COLLECTOR_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "storage/report_store/config_history.h"
#include "storage/report_store/drop_counts.h"
#include "storage/report_store/intake_counts.h"
#include "storage/report_store/report_reader.h"
#include "storage/report_store/report_store.h"

namespace telemetry {

enum class StoreAccess {
  kReadOnly,   // an existing store, of which nothing is written
  kReadWrite,  // creating what is missing, as far as the engine creates anything by itself
};

// Held while a site is made from the store.
class PublicationLock {
 public:
  virtual ~PublicationLock() = default;

  // Whether it is still held: a server that was away has forgotten it. UNAVAILABLE if not.
  virtual absl::Status Check() = 0;
};

// Errors of every method that opens something name the store: NOT_FOUND (there is none),
// PERMISSION_DENIED, DATA_LOSS (corrupt, or not a store), FAILED_PRECONDITION (another version),
// UNAVAILABLE (it cannot be reached or written to now).
class CollectorStore {
 public:
  virtual ~CollectorStore() = default;

  // How messages name it: a path, or an address without user and password.
  virtual const std::string& name() const = 0;

  virtual absl::StatusOr<std::unique_ptr<ReportStore>> OpenReports(
      const ReportStore::Options& options) const = 0;
  virtual absl::StatusOr<std::unique_ptr<ReportReader>> OpenReader() const = 0;
  virtual absl::StatusOr<std::unique_ptr<ConfigHistory>> OpenConfigs(StoreAccess access) const = 0;
  virtual absl::StatusOr<std::unique_ptr<DropCounts>> OpenDrops(StoreAccess access) const = 0;
  virtual absl::StatusOr<std::unique_ptr<IntakeCounts>> OpenIntake(StoreAccess access) const = 0;

  // Makes the store, if there is none, with all that this version of the program needs; brings an
  // older one up to date. Changes nothing otherwise.
  virtual absl::Status Prepare() const = 0;

  // The lock of whoever publishes; null if somebody else has it. Goes with the object, and with the
  // process in whatever way that ends.
  virtual absl::StatusOr<std::unique_ptr<PublicationLock>> TryLockPublication() const = 0;

  // The secret that draws which reports public numbers leave out. All who publish what is in the store
  // need the same: whoever saw two draws of the same reports would learn of hidden numbers. Null: none
  // has been agreed on.
  virtual absl::StatusOr<std::optional<uint64_t>> PublicationSecret() const = 0;
  // Keeps `proposed`, durably, unless there is a secret; returns the one that there is.
  virtual absl::StatusOr<uint64_t> AgreeOnPublicationSecret(uint64_t proposed) const = 0;

  // Removes the report with this week and X from an existing store, durably, with its bytes as far
  // as the engine can. NOT_FOUND, naming them, if there is no such report.
  virtual absl::Status RemoveReport(absl::CivilDay week, double x) const = 0;

  // Forgets in which order the reports arrived that came since the last time. That order, beside
  // the access log of a proxy, would say which report came from which address.
  virtual absl::Status ForgetArrivalOrder() const = 0;

  // Whether the store can be written to, tried out. Changes nothing.
  virtual absl::Status Probe() const = 0;
};

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_COLLECTOR_STORE_H_
