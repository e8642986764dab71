#include "storage/postgres_store/postgres_address.h"

#include <libpq-fe.h>

#include <map>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace telemetry {

bool PostgresAddress::IsPostgres(absl::string_view text) {
  return absl::StartsWith(text, "postgresql://") || absl::StartsWith(text, "postgres://");
}

absl::StatusOr<PostgresAddress> PostgresAddress::Parse(const std::string& uri) {
  char* raw_error = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(uri.c_str(), &raw_error), PQconninfoFree);
  // Its text repeats parts of the address, which may be of a password.
  PQfreemem(raw_error);
  if (!IsPostgres(uri) || options == nullptr) {
    return absl::InvalidArgumentError(
        "the address of the store is not of the form postgresql://[USER@][HOST[:PORT]][/DATABASE]"
        "[?NAME=VALUE&...]");
  }
  std::map<absl::string_view, std::string> given;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) given[option->keyword] = option->val;
  }
  for (const char* secret : {"password", "sslpassword"}) {
    if (!given.contains(secret)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("the address of the store has a ", secret,
                     ", which other users of this machine could read: put it into a file that "
                     "PGPASSFILE or ?passfile= names, or into a service (?service=)"));
  }
  std::string name = absl::StrCat("postgresql://", given["host"]);
  if (given.contains("port")) absl::StrAppend(&name, ":", given["port"]);
  if (given.contains("dbname")) absl::StrAppend(&name, "/", given["dbname"]);
  if (given.contains("service")) absl::StrAppend(&name, "?service=", given["service"]);
  return PostgresAddress(uri, std::move(name));
}

}  // namespace telemetry
