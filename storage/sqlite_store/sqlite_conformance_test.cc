// SQLite keeps the promises of every engine.

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "storage/report_store/testing/store_conformance.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

// A store that goes with its directory.
struct TemporaryStore {
  TempDir dir;
  SqliteStore store = SqliteStore(dir.path() + "/reports.db");
};

std::shared_ptr<const CollectorStore> MakeStore() {
  const auto made = std::make_shared<TemporaryStore>();
  // The first to write creates it.
  EXPECT_TRUE(made->store.OpenDrops(StoreAccess::kReadWrite).ok());
  return std::shared_ptr<const CollectorStore>(made, &made->store);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformanceTest, ::testing::Values(StoreEngine{MakeStore}));

}  // namespace
}  // namespace telemetry
