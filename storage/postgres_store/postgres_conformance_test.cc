// PostgreSQL keeps the promises of every engine, and does so through a pooler that gives each transaction
// another session.

#include <libpq-fe.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/postgres_store/postgres_store.h"
#include "storage/postgres_store/testing/postgres_server.h"
#include "storage/report_store/testing/store_conformance.h"

namespace telemetry {
namespace {

// One database for all tests; it is emptied before each.
class SharedServer {
 public:
  static SharedServer& Get() {
    static auto* const shared = new SharedServer;
    static const bool ends = std::atexit([] { delete shared; }) == 0;
    EXPECT_TRUE(ends);
    return *shared;
  }

  std::shared_ptr<const CollectorStore> EmptyStore(const std::string& address) const {
    PGconn* const connection = PQconnectdb(direct_.c_str());
    PQclear(PQexec(connection, "SET client_min_messages = warning"));
    PQclear(PQexec(connection, "DROP SCHEMA IF EXISTS telemetry CASCADE"));
    PQfinish(connection);
    auto store = std::make_shared<const PostgresStore>(PostgresAddress::Parse(address).value());
    EXPECT_TRUE(store->Prepare().ok());
    return store;
  }

  const std::string& direct() const { return direct_; }
  const std::string& pooled() const { return pooled_; }

 private:
  PostgresServer server_;
  const std::string direct_ = server_.NewDatabase();
  const std::string pooled_ =
      absl::StrCat(direct_.substr(0, direct_.find('?')), "?", server_.StartPooler());
};

std::shared_ptr<const CollectorStore> MakeDirect() {
  return SharedServer::Get().EmptyStore(SharedServer::Get().direct());
}

std::shared_ptr<const CollectorStore> MakePooled() {
  return SharedServer::Get().EmptyStore(SharedServer::Get().pooled());
}

INSTANTIATE_TEST_SUITE_P(Postgres, StoreConformanceTest,
                         ::testing::Values(StoreEngine{MakeDirect}));
INSTANTIATE_TEST_SUITE_P(Pgbouncer, StoreConformanceTest,
                         ::testing::Values(StoreEngine{MakePooled}));

}  // namespace
}  // namespace telemetry
