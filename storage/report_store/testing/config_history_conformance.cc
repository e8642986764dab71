// What every engine promises of the configs in force (config_history.h).

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/testing/store_conformance.h"
#include "tests/util/status_matchers.h"

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

ConfigRecord Config(const std::string& version, const std::string& bytes) {
  return {.version = version, .since = kMonday, .title = "why", .bytes = bytes};
}

std::unique_ptr<ConfigHistory> Open(const CollectorStore& store) {
  return store.OpenConfigs(StoreAccess::kReadWrite).value();
}

TEST_P(StoreConformanceTest, HasNoConfigInForceAtFirst) {
  const std::unique_ptr<ConfigHistory> history = Open(*store_);
  EXPECT_THAT(history->NewestNumber(), IsOkAndHolds(0));
  EXPECT_THAT(history->Newest(), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(history->Find("v1.0.0"), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(history->List(10), IsOkAndHolds(IsEmpty()));
}

TEST_P(StoreConformanceTest, PutsTheNewestConfigInForceAndKeepsTheOnesBefore) {
  const std::unique_ptr<ConfigHistory> history = Open(*store_);
  EXPECT_THAT(history->PutInForce(Config("v1.0.0", "one")), IsOkAndHolds(true));
  EXPECT_THAT(history->PutInForce(Config("v1.1.0", "two")), IsOkAndHolds(true));
  EXPECT_THAT(history->NewestNumber(), IsOkAndHolds(2));
  const ConfigRecord one = {1, "v1.0.0", kMonday, "why", "one"};
  const ConfigRecord two = {2, "v1.1.0", kMonday, "why", "two"};
  EXPECT_THAT(history->Newest(), IsOkAndHolds(Optional(two)));
  EXPECT_THAT(history->Find("v1.0.0"), IsOkAndHolds(Optional(one)));
  EXPECT_THAT(history->At(1), IsOkAndHolds(Optional(one)));
  EXPECT_THAT(history->At(3), IsOkAndHolds(Eq(std::nullopt)));
  const ConfigRecord listed_one = {1, "v1.0.0", kMonday, "why", ""};
  const ConfigRecord listed_two = {2, "v1.1.0", kMonday, "why", ""};
  EXPECT_THAT(history->List(10), IsOkAndHolds(ElementsAre(listed_two, listed_one)));
  EXPECT_THAT(history->List(1), IsOkAndHolds(ElementsAre(listed_two)));
}

TEST_P(StoreConformanceTest, ChangesNothingIfAConfigIsInForceAlready) {
  const std::unique_ptr<ConfigHistory> history = Open(*store_);
  ASSERT_THAT(history->PutInForce(Config("v1.0.0", "one")), IsOk());
  EXPECT_THAT(history->PutInForce(Config("v1.0.0", "one")), IsOkAndHolds(false));
  EXPECT_THAT(history->PutInForce(Config("v2.0.0", "one")), IsOkAndHolds(false));
  EXPECT_THAT(history->NewestNumber(), IsOkAndHolds(1));
}

TEST_P(StoreConformanceTest, GoesBackToAnOlderConfigAsANewChange) {
  const std::unique_ptr<ConfigHistory> history = Open(*store_);
  for (const char* bytes : {"one", "two", "one"}) {
    ASSERT_THAT(history->PutInForce(Config(absl::StrCat("v-", bytes), bytes)), IsOkAndHolds(true));
  }
  EXPECT_THAT(history->Newest(), IsOkAndHolds(Optional(AllOf(Field(&ConfigRecord::number, 3),
                                                             Field(&ConfigRecord::bytes, "one")))));
}

TEST_P(StoreConformanceTest, RefusesAVersionThatStandsForAnotherConfig) {
  const std::unique_ptr<ConfigHistory> history = Open(*store_);
  ASSERT_THAT(history->PutInForce(Config("v1.0.0", "one")), IsOk());
  ASSERT_THAT(history->PutInForce(Config("v1.1.0", "two")), IsOk());
  EXPECT_THAT(history->PutInForce(Config("v1.0.0", "three")),
              StatusIs(absl::StatusCode::kAlreadyExists,
                       AllOf(HasSubstr(store_->name()), HasSubstr("v1.0.0"))));
  EXPECT_THAT(history->PutInForce(Config("v1.2.0", "three")), IsOkAndHolds(true));
}

TEST_P(StoreConformanceTest, ShowsAConfigToOtherConnectionsAtOnce) {
  const std::unique_ptr<ConfigHistory> writer = Open(*store_);
  const std::unique_ptr<ConfigHistory> reader = store_->OpenConfigs(StoreAccess::kReadOnly).value();
  EXPECT_THAT(reader->NewestNumber(), IsOkAndHolds(0));
  ASSERT_THAT(writer->PutInForce(Config("v1.0.0", std::string("a\0b", 3))), IsOk());
  EXPECT_THAT(reader->NewestNumber(), IsOkAndHolds(1));
  EXPECT_EQ(reader->Newest()->value().bytes, std::string("a\0b", 3));
}

TEST_P(StoreConformanceTest, GivesEachConfigOfARaceItsOwnNumber) {
  constexpr int kWriters = 4;
  constexpr int kChanges = 10;
  (void)Open(*store_);
  std::vector<std::thread> writers;
  writers.reserve(kWriters);
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      const std::unique_ptr<ConfigHistory> history = Open(*store_);
      for (int i = 0; i < kChanges; ++i) {
        const std::string version = absl::StrCat("v", writer, ".0.", i);
        EXPECT_THAT(history->PutInForce(Config(version, version)), IsOkAndHolds(true));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::vector<ConfigRecord> records = Open(*store_)->List(1000).value();
  ASSERT_EQ(records.size(), kWriters * kChanges);
  EXPECT_EQ(records.front().number, kWriters * kChanges);
  EXPECT_EQ(records.back().number, 1);
}

TEST_P(StoreConformanceTest, KeepsConfigsBesideTheReports) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  ASSERT_THAT(Open(*store_)->PutInForce(Config("v1.0.0", "one")), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  EXPECT_THAT(Open(*store_)->NewestNumber(), IsOkAndHolds(1));
}

}  // namespace
}  // namespace telemetry
