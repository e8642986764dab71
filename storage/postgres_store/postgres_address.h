// Where a PostgreSQL database is, as libpq writes it: an URI with any of libpq's parameters.
//
//   absl::StatusOr<PostgresAddress> address =
//       PostgresAddress::Parse("postgresql://collector@db1,db2/telemetry?target_session_attrs=read-write");
//   std::cout << address->name();  // postgresql://db1,db2/telemetry
//
// What an address does not say, libpq takes from the environment (PGHOST, PGSERVICE, PGPASSFILE, ...).
// A password never stands in it, because the arguments of a process are for everybody to read.
//
// Immutable; thread-safe.

#ifndef STORAGE_POSTGRES_STORE_POSTGRES_ADDRESS_H_
#define STORAGE_POSTGRES_STORE_POSTGRES_ADDRESS_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry {

class PostgresAddress {
 public:
  // Whether `text` begins as such an URI does.
  static bool IsPostgres(absl::string_view text);

  // INVALID_ARGUMENT: libpq does not understand it, or it has a password. The message repeats nothing
  // that may be secret.
  static absl::StatusOr<PostgresAddress> Parse(const std::string& uri);

  // For PQconnectStartParams(), as `dbname`.
  const std::string& uri() const { return uri_; }

  // For messages: hosts, ports and database, without user.
  const std::string& name() const { return name_; }

 private:
  PostgresAddress(std::string uri, std::string name)
      : uri_(std::move(uri)), name_(std::move(name)) {}

  std::string uri_;
  std::string name_;
};

}  // namespace telemetry

#endif  // STORAGE_POSTGRES_STORE_POSTGRES_ADDRESS_H_
