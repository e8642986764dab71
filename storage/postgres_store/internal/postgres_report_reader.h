// Reads the reports of a store in PostgreSQL.
//
//   PostgresReportReader reader(address, timeouts);
//
// Thread-compatible.

#ifndef STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_REPORT_READER_H_
#define STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_REPORT_READER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "storage/postgres_store/internal/postgres_connection.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/report_store/report_reader.h"

namespace telemetry::storage_internal {

class PostgresReportReader final : public ReportReader {
 public:
  PostgresReportReader(const PostgresAddress& address, const PostgresTimeouts& timeouts)
      : connection_(address, timeouts) {}

  absl::StatusOr<std::vector<absl::CivilDay>> Days() override;
  absl::StatusOr<int64_t> Count(absl::CivilDay day) override;
  absl::StatusOr<ReportsRead> ReadAfter(absl::CivilDay day, double after_x, size_t max_bytes,
                                        SinkWithX sink) override;

 private:
  PostgresConnection connection_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_REPORT_READER_H_
