// What became of reports, in a store in PostgreSQL.
//
//   PostgresIntakeCounts counts(address, timeouts);
//
// Thread-compatible.

#ifndef STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_INTAKE_COUNTS_H_
#define STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_INTAKE_COUNTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/postgres_store/internal/postgres_connection.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/report_store/intake_counts.h"

namespace telemetry::storage_internal {

class PostgresIntakeCounts final : public IntakeCounts {
 public:
  PostgresIntakeCounts(const PostgresAddress& address, const PostgresTimeouts& timeouts)
      : connection_(address, timeouts) {}

  absl::Status Add(const std::vector<IntakeCount>& counts) override;
  absl::StatusOr<std::vector<IntakeCount>> List() override;

 private:
  PostgresConnection connection_;
};

// What adds the counts, at least one, and removes days that are too old.
PostgresConnection::Statements AddingIntake(const std::vector<IntakeCount>& counts);

}  // namespace telemetry::storage_internal

#endif  // STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_INTAKE_COUNTS_H_
