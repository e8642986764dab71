#include "upload/site/publication/published_configs.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/collector_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PublishedConfigsTest : public ::testing::Test {
 protected:
  void Push(const std::string& version, const std::string& json, const std::string& title = "") {
    ASSERT_THAT(history_->PutInForce({.version = version,
                                      .since = absl::FromUnixSeconds(1'796'000'000),
                                      .title = title,
                                      .bytes = json}),
                IsOkAndHolds(true));
  }
  static std::string Program(const std::string& name) {
    return absl::StrCat(R"({"Programs": [{"Name": ")", name, R"("}]})");
  }
  std::vector<std::string> Versions() const {
    std::vector<std::string> versions;
    for (const ConfigChangeEntry& change : configs_.changes()) versions.push_back(change.version);
    return versions;
  }

  TempDir dir_;
  const std::string path_ = dir_.path() + "/reports.db";
  const std::unique_ptr<ConfigHistory> history_ =
      SqliteStore(path_).OpenConfigs(StoreAccess::kReadWrite).value();
  PublishedConfigs configs_{SqliteStore(path_).OpenConfigs(StoreAccess::kReadOnly).value()};
};

TEST_F(PublishedConfigsTest, NeedsOneInForce) {
  EXPECT_THAT(configs_.Update(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(PublishedConfigsTest, FollowsTheHistory) {
  Push("v1.0.0", Program("p"), "The first");
  EXPECT_THAT(configs_.Update(), IsOkAndHolds(true));
  EXPECT_THAT(configs_.Update(), IsOkAndHolds(false));
  EXPECT_EQ(configs_.approved().version(), "v1.0.0");
  Push("v1.1.0", Program("q"));
  Push("v1.2.0", Program("r"));
  EXPECT_THAT(configs_.Update(), IsOkAndHolds(true));
  EXPECT_NE(configs_.approved().FindProgram("r"), nullptr);
  EXPECT_THAT(Versions(), ElementsAre("v1.2.0", "v1.1.0", "v1.0.0"));
  const ConfigChangeEntry& first = configs_.changes().back();
  EXPECT_EQ(first.title, "The first");
  ASSERT_THAT(first.lines, SizeIs(1));
  EXPECT_EQ(first.lines[0].program, "p");
  const ConfigChangeEntry& last = configs_.changes().front();
  ASSERT_THAT(last.lines, SizeIs(2));
  EXPECT_EQ(last.lines[0].program, "q");
  EXPECT_EQ(last.lines[0].kind, ConfigChange::Kind::kWithdrawn);
}

TEST_F(PublishedConfigsTest, TellsOnlyTheLatestChanges) {
  const int64_t changes = PublishedConfigs::kMaxChanges + 5;
  for (int64_t i = 1; i <= changes; ++i)
    Push(absl::StrCat("v1.", i, ".0"), Program(absl::StrCat(i)));
  EXPECT_THAT(configs_.Update(), IsOkAndHolds(true));
  ASSERT_THAT(Versions(), SizeIs(PublishedConfigs::kMaxChanges));
  EXPECT_EQ(Versions().back(), "v1.6.0");
  EXPECT_THAT(configs_.changes().back().lines, SizeIs(2));  // compared with the one before
  Push("v2.0.0", Program("last"));
  EXPECT_THAT(configs_.Update(), IsOkAndHolds(true));
  EXPECT_THAT(Versions(), SizeIs(PublishedConfigs::kMaxChanges));
  EXPECT_EQ(Versions().front(), "v2.0.0");
}

TEST_F(PublishedConfigsTest, CutsAnEndlessChange) {
  std::string programs;
  for (int i = 0; i < 300; ++i) {
    absl::StrAppend(&programs, i == 0 ? "" : ",", R"({"Name": "p)", i, R"("})");
  }
  Push("v1.0.0", absl::StrCat(R"({"Programs": [)", programs, "]}"));
  EXPECT_THAT(configs_.Update(), IsOkAndHolds(true));
  EXPECT_THAT(configs_.changes()[0].lines, SizeIs(200));
  EXPECT_EQ(configs_.changes()[0].num_unlisted, 100);
}

TEST_F(PublishedConfigsTest, PassesOverAnOldOneThatItDoesNotUnderstand) {
  Push("v1.0.0", Program("p"));
  Push("v1.1.0", "[]");
  EXPECT_THAT(configs_.Update(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("v1.1.0")));
  Push("v1.2.0", Program("p"));
  EXPECT_THAT(configs_.Update(), IsOkAndHolds(true));
  EXPECT_THAT(Versions(), ElementsAre("v1.2.0", "v1.0.0"));
  EXPECT_THAT(configs_.changes()[0].lines, IsEmpty());
}

}  // namespace
}  // namespace telemetry::upload_internal
