#include "storage/report_store/store_copy.h"

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr absl::CivilDay kDay(2026, 11, 18);

class StoreCopyTest : public ::testing::Test {
 protected:
  StoreCopyTest() {
    EXPECT_THAT(from_.Prepare(), IsOk());
    EXPECT_THAT(to_.Prepare(), IsOk());
  }

  static void Put(const SqliteStore& store, absl::CivilDay day, double x, const std::string& json) {
    ASSERT_THAT((*store.OpenReports({}))->PutAndWait(day, x, json), IsOk());
  }

  static void PutConfig(const SqliteStore& store, const std::string& version) {
    ASSERT_THAT((*store.OpenConfigs(StoreAccess::kReadWrite))
                    ->PutInForce({.version = version,
                                  .since = absl::FromUnixSeconds(1'796'000'000),
                                  .title = "why",
                                  .bytes = version}),
                IsOkAndHolds(true));
  }

  static void Drop(const SqliteStore& store, int64_t reports) {
    ASSERT_THAT((*store.OpenDrops(StoreAccess::kReadWrite))
                    ->Add({{kDay, "p", "v1", "program", "version", true, reports, reports}}),
                IsOk());
  }

  static void Count(const SqliteStore& store, int64_t reports) {
    ASSERT_THAT((*store.OpenIntake(StoreAccess::kReadWrite))
                    ->Add({{kDay, {IntakeKind::kOutcome, "stored"}, reports}}),
                IsOk());
  }

  const TempDir dir_;
  const SqliteStore from_ = SqliteStore(dir_.path() + "/from.db");
  const SqliteStore to_ = SqliteStore(dir_.path() + "/to.db");
};

TEST_F(StoreCopyTest, CopiesEverything) {
  Put(from_, kDay, 0.5, "one");
  Put(from_, kDay, 0.25, "two");
  Put(from_, kDay + 1, -1, "of another day");
  PutConfig(from_, "v1.0.0");
  PutConfig(from_, "v1.1.0");
  Drop(from_, 3);
  Count(from_, 3);
  const StoreContents contents = {
      .days = 2, .reports = 3, .configs = 2, .drops = 1, .config_version = "v1.1.0"};
  EXPECT_THAT(CopyStore(from_, to_), IsOkAndHolds(contents));
  EXPECT_THAT(ReadContents(to_), IsOkAndHolds(contents));
  EXPECT_EQ((*to_.OpenDrops(StoreAccess::kReadOnly))->List().value(),
            (*from_.OpenDrops(StoreAccess::kReadOnly))->List().value());
  EXPECT_EQ((*to_.OpenIntake(StoreAccess::kReadOnly))->List().value(),
            (*from_.OpenIntake(StoreAccess::kReadOnly))->List().value());
}

TEST_F(StoreCopyTest, CopiesTheSecretOfWhoPublishes) {
  ASSERT_THAT(from_.AgreeOnPublicationSecret(7), IsOkAndHolds(7));
  EXPECT_THAT(CopyStore(from_, to_), IsOk());
  EXPECT_THAT(to_.AgreeOnPublicationSecret(8), IsOkAndHolds(7));
}

TEST_F(StoreCopyTest, CopiesMoreReportsThanACollectorQueues) {
  constexpr size_t kReports = 20'000;
  ASSERT_GT(kReports, ReportStore::Options().max_queued_reports);
  {
    const std::unique_ptr<ReportStore> reports =
        from_.OpenReports({.max_queued_reports = kReports}).value();
    for (size_t i = 0; i < kReports; ++i)
      reports->Put(kDay, static_cast<double>(i), "small", [](const absl::Status&) {});
  }
  EXPECT_THAT(CopyStore(from_, to_), IsOk());
  EXPECT_THAT((*to_.OpenReader())->Count(kDay), IsOkAndHolds(kReports));
}

TEST_F(StoreCopyTest, IsContinuedByCopyingAgain) {
  for (int i = 0; i < 50; ++i) Put(from_, kDay + i % 5, i, absl::StrCat("report ", i));
  PutConfig(from_, "v1.0.0");
  Drop(from_, 3);
  // What a copy that was interrupted left.
  for (int i = 0; i < 50; i += 7) Put(to_, kDay + i % 5, i, absl::StrCat("report ", i));
  PutConfig(to_, "v1.0.0");
  Drop(to_, 2);
  Count(from_, 3);
  Count(to_, 2);
  EXPECT_THAT(CopyStore(from_, to_), IsOk());
  EXPECT_THAT(CopyStore(from_, to_), IsOk());
  EXPECT_EQ(ReadContents(to_).value(), ReadContents(from_).value());
  EXPECT_EQ((*to_.OpenDrops(StoreAccess::kReadOnly))->List()->front().reports, 3);
  EXPECT_EQ((*to_.OpenIntake(StoreAccess::kReadOnly))->List()->front().reports, 3);
}

TEST_F(StoreCopyTest, KeepsWhatElseIsThere) {
  Put(from_, kDay, 0.5, "from");
  Put(to_, kDay, 0.25, "here before");
  Put(to_, kDay, 0.75, "here before");
  EXPECT_THAT(CopyStore(from_, to_), IsOk());
  EXPECT_THAT((*to_.OpenReader())->Count(kDay), IsOkAndHolds(3));
}

TEST_F(StoreCopyTest, RefusesAStoreWithAnotherReportUnderAKey) {
  Put(from_, kDay, 0.5, "one");
  Put(to_, kDay, 0.5, "another");
  EXPECT_THAT(CopyStore(from_, to_), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("0.5")));
}

TEST_F(StoreCopyTest, RefusesAStoreWithOtherConfigs) {
  PutConfig(from_, "v1.0.0");
  PutConfig(to_, "v2.0.0");
  EXPECT_THAT(CopyStore(from_, to_),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr(to_.name()), HasSubstr(from_.name()))));
}

TEST_F(StoreCopyTest, NamesTheStoreThatIsMissing) {
  const SqliteStore none(dir_.path() + "/none.db");
  EXPECT_THAT(CopyStore(none, to_), StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.db")));
  EXPECT_THAT(ReadContents(none), StatusIs(absl::StatusCode::kNotFound, HasSubstr("none.db")));
}

}  // namespace
}  // namespace telemetry
