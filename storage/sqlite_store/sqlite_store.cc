#include "storage/sqlite_store/sqlite_store.h"

#include <utility>

#include "storage/files/file_lock.h"
#include "storage/sqlite_store/arrival_order.h"
#include "storage/sqlite_store/internal/publication_secret.h"
#include "storage/sqlite_store/internal/report_schema.h"
#include "storage/sqlite_store/internal/sqlite_committer.h"
#include "storage/sqlite_store/internal/sqlite_config_history.h"
#include "storage/sqlite_store/internal/sqlite_drop_counts.h"
#include "storage/sqlite_store/internal/sqlite_intake_counts.h"
#include "storage/sqlite_store/internal/sqlite_report_reader.h"
#include "storage/sqlite_store/report_removal.h"
#include "storage/sqlite_store/store_backup.h"
#include "storage/sqlite_store/store_probe.h"

namespace telemetry {
namespace {

// The kernel forgets no lock.
class FilePublicationLock final : public PublicationLock {
 public:
  explicit FilePublicationLock(FileLock lock) : lock_(std::move(lock)) {}
  absl::Status Check() override { return absl::OkStatus(); }

 private:
  const FileLock lock_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ReportStore>> SqliteStore::OpenReports(
    const ReportStore::Options& options) const {
  absl::StatusOr<std::unique_ptr<storage_internal::SqliteCommitter>> committer =
      storage_internal::SqliteCommitter::Open(path_, options);
  if (!committer.ok()) return committer.status();
  return std::make_unique<ReportStore>(*std::move(committer), options);
}

absl::StatusOr<std::unique_ptr<ReportReader>> SqliteStore::OpenReader() const {
  return storage_internal::SqliteReportReader::Open(path_);
}

absl::StatusOr<std::unique_ptr<ConfigHistory>> SqliteStore::OpenConfigs(StoreAccess access) const {
  return storage_internal::SqliteConfigHistory::Open(path_, access);
}

absl::StatusOr<std::unique_ptr<DropCounts>> SqliteStore::OpenDrops(StoreAccess access) const {
  return storage_internal::SqliteDropCounts::Open(path_, access);
}

absl::StatusOr<std::unique_ptr<IntakeCounts>> SqliteStore::OpenIntake(StoreAccess access) const {
  return storage_internal::SqliteIntakeCounts::Open(path_, access);
}

absl::Status SqliteStore::Prepare() const {
  return storage_internal::OpenStore(path_, StoreAccess::kReadWrite).status();
}

absl::StatusOr<std::unique_ptr<PublicationLock>> SqliteStore::TryLockPublication() const {
  absl::StatusOr<FileLock> lock = FileLock::TryAcquire(path_ + ".publisher");
  if (absl::IsUnavailable(lock.status())) return nullptr;
  if (!lock.ok()) return lock.status();
  return std::make_unique<FilePublicationLock>(*std::move(lock));
}

absl::StatusOr<std::optional<uint64_t>> SqliteStore::PublicationSecret() const {
  return storage_internal::ReadPublicationSecret(path_);
}

absl::StatusOr<uint64_t> SqliteStore::AgreeOnPublicationSecret(uint64_t proposed) const {
  return storage_internal::AgreeOnPublicationSecret(path_, proposed);
}

absl::Status SqliteStore::BackUp(const std::string& file) const { return BackUpStore(path_, file); }

absl::Status SqliteStore::RemoveReport(absl::CivilDay week, double x) const {
  return telemetry::RemoveReport(path_, week, x);
}

absl::Status SqliteStore::ForgetArrivalOrder() const {
  return telemetry::ForgetArrivalOrder(path_);
}

absl::Status SqliteStore::Probe() const { return ProbeStore(path_); }

}  // namespace telemetry
