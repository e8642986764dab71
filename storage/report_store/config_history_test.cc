#include "storage/report_store/config_history.h"

#include <sys/stat.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/internal/sqlite.h"
#include "storage/report_store/report_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;

const absl::Time kMonday = absl::FromUnixSeconds(1'796'000'000);

class ConfigHistoryTest : public ::testing::Test {
 protected:
  ConfigHistory Open() { return ConfigHistory::Open(path_).value(); }
  ConfigHistory Reader() { return ConfigHistory::OpenReadOnly(path_).value(); }

  static ConfigRecord Config(const std::string& version, const std::string& bytes) {
    return {.version = version, .since = kMonday, .title = "why", .bytes = bytes};
  }

  TempDir dir_;
  const std::string path_ = dir_.path() + "/reports.db";
};

TEST_F(ConfigHistoryTest, HasNothingInForceAtFirst) {
  ConfigHistory history = Open();
  EXPECT_THAT(history.NewestNumber(), IsOkAndHolds(0));
  EXPECT_THAT(history.Newest(), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(history.Find("v1.0.0"), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(history.List(10), IsOkAndHolds(IsEmpty()));
}

TEST_F(ConfigHistoryTest, PutsTheNewestInForceAndKeepsTheOnesBefore) {
  ConfigHistory history = Open();
  EXPECT_THAT(history.PutInForce(Config("v1.0.0", "one")), IsOkAndHolds(true));
  EXPECT_THAT(history.PutInForce(Config("v1.1.0", "two")), IsOkAndHolds(true));
  EXPECT_THAT(history.NewestNumber(), IsOkAndHolds(2));
  const ConfigRecord one = {1, "v1.0.0", kMonday, "why", "one"};
  const ConfigRecord two = {2, "v1.1.0", kMonday, "why", "two"};
  EXPECT_THAT(history.Newest(), IsOkAndHolds(Optional(two)));
  EXPECT_THAT(history.Find("v1.0.0"), IsOkAndHolds(Optional(one)));
  EXPECT_THAT(history.At(1), IsOkAndHolds(Optional(one)));
  EXPECT_THAT(history.At(3), IsOkAndHolds(Eq(std::nullopt)));
  const ConfigRecord listed_one = {1, "v1.0.0", kMonday, "why", ""};
  const ConfigRecord listed_two = {2, "v1.1.0", kMonday, "why", ""};
  EXPECT_THAT(history.List(10), IsOkAndHolds(ElementsAre(listed_two, listed_one)));
  EXPECT_THAT(history.List(1), IsOkAndHolds(ElementsAre(listed_two)));
}

TEST_F(ConfigHistoryTest, ChangesNothingIfItIsInForceAlready) {
  ConfigHistory history = Open();
  ASSERT_THAT(history.PutInForce(Config("v1.0.0", "one")), IsOk());
  EXPECT_THAT(history.PutInForce(Config("v1.0.0", "one")), IsOkAndHolds(false));
  EXPECT_THAT(history.PutInForce(Config("v2.0.0", "one")), IsOkAndHolds(false));
  EXPECT_THAT(history.NewestNumber(), IsOkAndHolds(1));
}

TEST_F(ConfigHistoryTest, GoesBackToAnOlderOneAsANewChange) {
  ConfigHistory history = Open();
  for (const char* bytes : {"one", "two", "one"}) {
    ASSERT_THAT(history.PutInForce(Config(absl::StrCat("v-", bytes), bytes)), IsOkAndHolds(true));
  }
  EXPECT_THAT(history.Newest(), IsOkAndHolds(Optional(AllOf(Field(&ConfigRecord::number, 3),
                                                            Field(&ConfigRecord::bytes, "one")))));
}

TEST_F(ConfigHistoryTest, RefusesAVersionThatStandsForAnotherConfig) {
  ConfigHistory history = Open();
  ASSERT_THAT(history.PutInForce(Config("v1.0.0", "one")), IsOk());
  ASSERT_THAT(history.PutInForce(Config("v1.1.0", "two")), IsOk());
  EXPECT_THAT(
      history.PutInForce(Config("v1.0.0", "three")),
      StatusIs(absl::StatusCode::kAlreadyExists, AllOf(HasSubstr(path_), HasSubstr("v1.0.0"))));
  EXPECT_THAT(history.PutInForce(Config("v1.2.0", "three")), IsOkAndHolds(true));
}

TEST_F(ConfigHistoryTest, IsSeenByOtherConnectionsAtOnce) {
  ConfigHistory writer = Open();
  ConfigHistory reader = Reader();
  EXPECT_THAT(reader.NewestNumber(), IsOkAndHolds(0));
  ASSERT_THAT(writer.PutInForce(Config("v1.0.0", std::string("a\0b", 3))), IsOk());
  EXPECT_THAT(reader.NewestNumber(), IsOkAndHolds(1));
  EXPECT_EQ(reader.Newest()->value().bytes, std::string("a\0b", 3));
}

TEST_F(ConfigHistoryTest, ComesOutOfARaceWithOneNumberForEach) {
  constexpr int kWriters = 4;
  constexpr int kChanges = 10;
  (void)Open();
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      ConfigHistory history = Open();
      for (int i = 0; i < kChanges; ++i) {
        const std::string version = absl::StrCat("v", writer, ".0.", i);
        EXPECT_THAT(history.PutInForce(Config(version, version)), IsOkAndHolds(true));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::vector<ConfigRecord> records = Open().List(1000).value();
  ASSERT_EQ(records.size(), kWriters * kChanges);
  EXPECT_EQ(records.front().number, kWriters * kChanges);
  EXPECT_EQ(records.back().number, 1);
}

TEST_F(ConfigHistoryTest, SharesItsFileWithTheReports) {
  const std::unique_ptr<ReportStore> store = ReportStore::Open(path_).value();
  ConfigHistory history = Open();
  ASSERT_THAT(history.PutInForce(Config("v1.0.0", "one")), IsOk());
  EXPECT_THAT(store->PutAndWait(absl::CivilDay(2026, 11, 18), 0.5, "{}"), IsOk());
  EXPECT_THAT(history.NewestNumber(), IsOkAndHolds(1));
}

TEST_F(ConfigHistoryTest, CreatesAStoreThatReportsCanBePutInto) {
  ASSERT_THAT(Open().PutInForce(Config("v1.0.0", "one")), IsOk());
  struct stat info = {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_THAT(ReportStore::Open(path_), IsOk());
  EXPECT_THAT(ConfigHistory::OpenReadOnly(dir_.path() + "/none.db"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.db")));
}

TEST_F(ConfigHistoryTest, ReadsAStoreFromBeforeThereWasAHistory) {
  (void)Open();
  ASSERT_THAT(storage_internal::SqliteDatabase::Open(
                  path_, {.access = storage_internal::SqliteDatabase::Access::kReadWrite})
                  ->Execute("DROP TABLE config"),
              IsOk());
  ConfigHistory old = Reader();
  EXPECT_THAT(old.NewestNumber(), IsOkAndHolds(0));
  EXPECT_THAT(old.List(10), IsOkAndHolds(IsEmpty()));
  ASSERT_THAT(Open().PutInForce(Config("v1.0.0", "one")), IsOk());
  EXPECT_THAT(old.NewestNumber(), IsOkAndHolds(1));
}

}  // namespace
}  // namespace telemetry
