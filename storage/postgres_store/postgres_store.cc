#include "storage/postgres_store/postgres_store.h"

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "storage/postgres_store/internal/postgres_committer.h"
#include "storage/postgres_store/internal/postgres_config_history.h"
#include "storage/postgres_store/internal/postgres_drop_counts.h"
#include "storage/postgres_store/internal/postgres_intake_counts.h"
#include "storage/postgres_store/internal/postgres_report_reader.h"
#include "storage/postgres_store/internal/postgres_values.h"
#include "storage/postgres_store/internal/store_sql.h"

namespace telemetry {
namespace {

using storage_internal::PostgresConnection;
using storage_internal::PostgresRows;
using storage_internal::PostgresValues;

// Reports that are mixed at a time: some tenths of a second.
constexpr int64_t kMixedAtATime = 4096;

absl::Status CheckVersion(const PostgresRows& rows, const std::string& name) {
  const int64_t version = rows.size() == 1 ? rows.Int64(0, 0) : 0;
  if (version == storage_internal::kStoreVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(name, ": report store of version ", version,
                                                    ", but this program knows only version ",
                                                    storage_internal::kStoreVersion));
}

class TransactionLock final : public PublicationLock {
 public:
  explicit TransactionLock(std::unique_ptr<PostgresConnection> connection)
      : connection_(std::move(connection)) {}
  // A pooler would end the transaction of a client that is gone only after a while.
  ~TransactionLock() override { connection_->Rollback(); }
  absl::Status Check() override { return connection_->Continue({{"SELECT 1"}}).status(); }

 private:
  const std::unique_ptr<PostgresConnection> connection_;
};

}  // namespace

absl::Status PostgresStore::Prepare() const {
  PostgresConnection connection(address_, timeouts_);
  absl::StatusOr<PostgresConnection::Results> results =
      connection.Begin({{storage_internal::kLockSchema},
                        {storage_internal::kHasStore},
                        {storage_internal::kHasLz4}});
  if (!results.ok()) return results.status();
  PostgresConnection::Statements statements;
  if ((*results)[1].Int64(0, 0) == 0) {
    for (const char* const sql : storage_internal::kCreateSchema) statements.push_back({sql});
    if ((*results)[2].Bool(0, 0)) statements.push_back({storage_internal::kCompressByLz4});
  } else {
    results = connection.Continue({{storage_internal::kStoreVersionOf}});
    if (!results.ok()) return results.status();
    if (absl::Status status = CheckVersion(results->front(), name()); !status.ok()) {
      connection.Rollback();
      return status;
    }
  }
  for (const char* const sql : storage_internal::kCreateYounger) statements.push_back({sql});
  return connection.Commit(statements).status();
}

absl::StatusOr<std::unique_ptr<PublicationLock>> PostgresStore::TryLockPublication() const {
  auto connection = std::make_unique<PostgresConnection>(address_, timeouts_);
  const absl::StatusOr<PostgresConnection::Results> results =
      connection->Begin({{storage_internal::kStayIdle}, {storage_internal::kTryLockPublication}});
  if (!results.ok()) return results.status();
  if (!results->back().Bool(0, 0)) {
    connection->Rollback();
    return nullptr;
  }
  return std::make_unique<TransactionLock>(std::move(connection));
}

absl::Status PostgresStore::Check() const {
  PostgresConnection connection(address_, timeouts_);
  const absl::StatusOr<PostgresConnection::Results> results =
      connection.Run({{storage_internal::kStoreVersionOf}});
  if (!results.ok()) return results.status();
  return CheckVersion(results->front(), name());
}

absl::StatusOr<std::unique_ptr<ReportStore>> PostgresStore::OpenReports(
    const ReportStore::Options& options) const {
  if (absl::Status status = Check(); !status.ok()) return status;
  return std::make_unique<ReportStore>(
      std::make_unique<storage_internal::PostgresCommitter>(address_, timeouts_, options), options);
}

template <typename Interface, typename Part>
absl::StatusOr<std::unique_ptr<Interface>> PostgresStore::Open() const {
  if (absl::Status status = Check(); !status.ok()) return status;
  return std::unique_ptr<Interface>(new Part(address_, timeouts_));
}

absl::StatusOr<std::unique_ptr<ReportReader>> PostgresStore::OpenReader() const {
  return Open<ReportReader, storage_internal::PostgresReportReader>();
}

absl::StatusOr<std::unique_ptr<ConfigHistory>> PostgresStore::OpenConfigs(StoreAccess) const {
  return Open<ConfigHistory, storage_internal::PostgresConfigHistory>();
}

absl::StatusOr<std::unique_ptr<DropCounts>> PostgresStore::OpenDrops(StoreAccess) const {
  return Open<DropCounts, storage_internal::PostgresDropCounts>();
}

absl::StatusOr<std::unique_ptr<IntakeCounts>> PostgresStore::OpenIntake(StoreAccess) const {
  return Open<IntakeCounts, storage_internal::PostgresIntakeCounts>();
}

absl::StatusOr<std::optional<uint64_t>> PostgresStore::PublicationSecret() const {
  PostgresConnection connection(address_, timeouts_);
  const absl::StatusOr<PostgresConnection::Results> results =
      connection.Run({{storage_internal::kSecret}});
  if (!results.ok()) return results.status();
  if (results->front().size() == 0) return std::nullopt;
  return static_cast<uint64_t>(results->front().Int64(0, 0));
}

absl::StatusOr<uint64_t> PostgresStore::AgreeOnPublicationSecret(uint64_t proposed) const {
  PostgresConnection connection(address_, timeouts_);
  const absl::StatusOr<PostgresConnection::Results> results =
      connection.Run({{storage_internal::kProposeSecret,
                       PostgresValues().AddInt64(static_cast<int64_t>(proposed))},
                      {storage_internal::kSecret}});
  if (!results.ok()) return results.status();
  if (results->back().size() != 1) {
    return absl::InternalError(absl::StrCat(name(), ": what was just stored is not there"));
  }
  return static_cast<uint64_t>(results->back().Int64(0, 0));
}

absl::Status PostgresStore::RemoveReport(absl::CivilDay week, double x) const {
  PostgresConnection connection(address_, timeouts_);
  const absl::StatusOr<PostgresConnection::Results> results = connection.Run(
      {{storage_internal::kLockRemoval},
       {storage_internal::kRemoveReport, PostgresValues().AddDay(week).AddDouble(x)}});
  if (!results.ok()) return results.status();
  if (results->back().changed_rows() > 0) return absl::OkStatus();
  return absl::NotFoundError(
      absl::StrCat(name(), ": no report of ", absl::FormatCivilTime(week), " has this X"));
}

absl::Status PostgresStore::ForgetArrivalOrder() const {
  PostgresConnection connection(address_, timeouts_);
  absl::InsecureBitGen random;
  for (;;) {
    const absl::StatusOr<PostgresConnection::Results> week =
        connection.Begin({{storage_internal::kLockRemoval}, {storage_internal::kNewWeek}});
    if (!week.ok()) return week.status();
    if (week->back().size() == 0) {
      connection.Rollback();
      return absl::OkStatus();
    }
    const absl::Status status = connection
                                    .Commit({{storage_internal::kMixReports,
                                              PostgresValues()
                                                  .AddDay(week->back().Day(0, 0))
                                                  .AddInt64(kMixedAtATime)
                                                  .AddDouble(absl::Uniform(random, 0.0, 1.0))}})
                                    .status();
    if (!status.ok()) return status;
  }
}

absl::Status PostgresStore::Probe() const {
  PostgresConnection connection(address_, timeouts_);
  const absl::StatusOr<PostgresConnection::Results> results =
      connection.Run({{storage_internal::kProbe}});
  if (!results.ok()) return results.status();
  return CheckVersion(results->front(), name());
}

}  // namespace telemetry
