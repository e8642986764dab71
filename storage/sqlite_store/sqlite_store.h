// A collector's store in one SQLite file, with nothing to set up: the default.
//
//   const SqliteStore store("/data/reports.db");
//   absl::StatusOr<std::unique_ptr<ReportStore>> reports = store.OpenReports({});
//
// What opens a store to write creates the file if it is missing (mode 0600, in an existing
// directory). A file that is a symbolic link is PERMISSION_DENIED to whoever would write.
//
// Thread-safe.

#ifndef STORAGE_SQLITE_STORE_SQLITE_STORE_H_
#define STORAGE_SQLITE_STORE_SQLITE_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "storage/report_store/collector_store.h"

namespace telemetry {

class SqliteStore final : public CollectorStore {
 public:
  explicit SqliteStore(std::string path) : path_(std::move(path)) {}

  const std::string& name() const override { return path_; }
  absl::StatusOr<std::unique_ptr<ReportStore>> OpenReports(
      const ReportStore::Options& options) const override;
  absl::StatusOr<std::unique_ptr<ReportReader>> OpenReader() const override;
  absl::StatusOr<std::unique_ptr<ConfigHistory>> OpenConfigs(StoreAccess access) const override;
  absl::StatusOr<std::unique_ptr<DropCounts>> OpenDrops(StoreAccess access) const override;
  absl::StatusOr<std::unique_ptr<IntakeCounts>> OpenIntake(StoreAccess access) const override;
  absl::Status Prepare() const override;
  // A file beside the store, PATH.publisher.
  absl::StatusOr<std::unique_ptr<PublicationLock>> TryLockPublication() const override;
  absl::StatusOr<std::optional<uint64_t>> PublicationSecret() const override;
  absl::StatusOr<uint64_t> AgreeOnPublicationSecret(uint64_t proposed) const override;
  absl::Status RemoveReport(absl::CivilDay week, double x) const override;
  absl::Status ForgetArrivalOrder() const override;
  absl::Status Probe() const override;

  // Writes a copy of the store, as of one moment and even while others write to the store, to `file`,
  // durably and whole or not at all. It is a store of its own, mode 0600. ALREADY_EXISTS: there is
  // such a file; a backup never overwrites.
  absl::Status BackUp(const std::string& file) const;

 private:
  const std::string path_;
};

}  // namespace telemetry

#endif  // STORAGE_SQLITE_STORE_SQLITE_STORE_H_
