// A collector's store in PostgreSQL, which any number of collectors share.
//
//   absl::StatusOr<PostgresAddress> address = PostgresAddress::Parse("postgresql://db/telemetry");
//   const PostgresStore store(*std::move(address));
//   absl::Status status = store.Prepare();  // once
//   absl::StatusOr<std::unique_ptr<ReportStore>> reports = store.OpenReports({});
//
// Every promise of CollectorStore holds whatever the server's settings are, except that a server with
// fsync = off loses what its machine had not written. Whatever opens a part asks the server first, so
// it fails if that is away; a part that is open outlives the server's absence.
//
// Nothing is made by itself: Prepare() makes the tables, and needs more rights than a collector.
//
// Thread-safe.

#ifndef STORAGE_POSTGRES_STORE_POSTGRES_STORE_H_
#define STORAGE_POSTGRES_STORE_POSTGRES_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "storage/postgres_store/internal/postgres_connection.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/report_store/collector_store.h"

namespace telemetry {

using PostgresTimeouts = storage_internal::PostgresTimeouts;

class PostgresStore final : public CollectorStore {
 public:
  explicit PostgresStore(PostgresAddress address, const PostgresTimeouts& timeouts = {})
      : address_(std::move(address)), timeouts_(timeouts) {}

  absl::Status Prepare() const override;
  // A lock of a transaction that stays open, and that the server ends with the connection.
  absl::StatusOr<std::unique_ptr<PublicationLock>> TryLockPublication() const override;

  const std::string& name() const override { return address_.name(); }
  absl::StatusOr<std::unique_ptr<ReportStore>> OpenReports(
      const ReportStore::Options& options) const override;
  absl::StatusOr<std::unique_ptr<ReportReader>> OpenReader() const override;
  absl::StatusOr<std::unique_ptr<ConfigHistory>> OpenConfigs(StoreAccess access) const override;
  absl::StatusOr<std::unique_ptr<DropCounts>> OpenDrops(StoreAccess access) const override;
  absl::StatusOr<std::unique_ptr<IntakeCounts>> OpenIntake(StoreAccess access) const override;
  absl::StatusOr<std::optional<uint64_t>> PublicationSecret() const override;
  absl::StatusOr<uint64_t> AgreeOnPublicationSecret(uint64_t proposed) const override;
  // What it had is overwritten when the server next vacuums the table and recycles its log.
  absl::Status RemoveReport(absl::CivilDay week, double x) const override;
  // New reports are mixed with as many older ones as there is room for. The server's log tells the
  // old order until it is recycled, and an archive of it for ever.
  absl::Status ForgetArrivalOrder() const override;
  absl::Status Probe() const override;

 private:
  // OK if there is a store of this version.
  absl::Status Check() const;
  // Opens a part that is made of an address and time-outs.
  template <typename Interface, typename Part>
  absl::StatusOr<std::unique_ptr<Interface>> Open() const;

  const PostgresAddress address_;
  const PostgresTimeouts timeouts_;
};

}  // namespace telemetry

#endif  // STORAGE_POSTGRES_STORE_POSTGRES_STORE_H_
