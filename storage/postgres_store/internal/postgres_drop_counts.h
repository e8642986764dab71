// What was dropped, in a store in PostgreSQL.
//
//   PostgresDropCounts counts(address, timeouts);
//
// Thread-compatible.

#ifndef STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_DROP_COUNTS_H_
#define STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_DROP_COUNTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/postgres_store/internal/postgres_connection.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/report_store/drop_counts.h"

namespace telemetry::storage_internal {

class PostgresDropCounts final : public DropCounts {
 public:
  PostgresDropCounts(const PostgresAddress& address, const PostgresTimeouts& timeouts)
      : connection_(address, timeouts) {}

  absl::Status Add(const std::vector<DropCount>& counts) override;
  absl::StatusOr<std::vector<DropCount>> List() override;

 private:
  PostgresConnection connection_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_DROP_COUNTS_H_
