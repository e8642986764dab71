// The secret that all who publish a SQLite store share (CollectorStore::PublicationSecret()).
//
//   absl::StatusOr<uint64_t> secret = AgreeOnPublicationSecret("/data/reports.db", proposed);
//
// Thread-safe.

#ifndef STORAGE_SQLITE_STORE_INTERNAL_PUBLICATION_SECRET_H_
#define STORAGE_SQLITE_STORE_INTERNAL_PUBLICATION_SECRET_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry::storage_internal {

// Errors: as OpenStore() (report_schema.h), or of the database.
absl::StatusOr<std::optional<uint64_t>> ReadPublicationSecret(absl::string_view path);
absl::StatusOr<uint64_t> AgreeOnPublicationSecret(absl::string_view path, uint64_t proposed);

}  // namespace telemetry::storage_internal

#endif  // STORAGE_SQLITE_STORE_INTERNAL_PUBLICATION_SECRET_H_
