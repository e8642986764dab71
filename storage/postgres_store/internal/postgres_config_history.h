// The configs of a store in PostgreSQL.
//
//   PostgresConfigHistory history(address, timeouts);
//
// Thread-compatible.

#ifndef STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_CONFIG_HISTORY_H_
#define STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_CONFIG_HISTORY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/postgres_store/internal/postgres_connection.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/report_store/config_history.h"

namespace telemetry::storage_internal {

class PostgresConfigHistory final : public ConfigHistory {
 public:
  PostgresConfigHistory(const PostgresAddress& address, const PostgresTimeouts& timeouts)
      : connection_(address, timeouts) {}

  absl::StatusOr<bool> PutInForce(const ConfigRecord& record) override;
  absl::StatusOr<int64_t> NewestNumber() override;
  absl::StatusOr<std::optional<ConfigRecord>> Newest() override;
  absl::StatusOr<std::optional<ConfigRecord>> At(int64_t number) override;
  absl::StatusOr<std::optional<ConfigRecord>> Find(absl::string_view version) override;
  absl::StatusOr<std::vector<ConfigRecord>> List(int64_t limit) override;

 private:
  absl::StatusOr<std::optional<ConfigRecord>> SelectOne(const PostgresStatement& select);

  PostgresConnection connection_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_CONFIG_HISTORY_H_
