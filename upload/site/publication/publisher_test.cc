#include "upload/site/publication/publisher.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "storage/report_store/report_reader.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/publication/sha256_of_file.h"
#include "upload/site/publication/unpublish.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::CivilDay kWednesday(2026, 11, 18);
constexpr char kWeek[] = "2026-11-16_2026-11-22";
const absl::Time kNow = absl::FromCivil(absl::CivilDay(2026, 11, 23), absl::UTCTimeZone());

// A store, and a site made from it.
class PublisherTest : public ::testing::Test {
 protected:
  PublisherTest() {
    Approve(testutil::SmallApproved());
    Restart();
  }

  // As if the collector were stopped and started again.
  void Restart() { publisher_ = MakePublisher(); }

  std::unique_ptr<Publisher> MakePublisher() const {
    const std::string store = ReportStorePath(dir_.path());
    return std::make_unique<Publisher>(
        PublisherOptions{.data_dir = dir_.path()}, SqliteStore(store).OpenReader().value(),
        SqliteStore(store).OpenConfigs(StoreAccess::kReadOnly).value());
  }

  // Puts a config in force.
  void Approve(const ApprovedCounters& approved) {
    ASSERT_THAT(history_->PutInForce({.version = UploadConfigVersion(approved.config()),
                                      .since = kNow,
                                      .bytes = UploadConfigToJson(approved.config())}),
                IsOkAndHolds(true));
  }

  // Stores `count` reports of the day, with this counter.
  void Store(absl::CivilDay day, int count, const std::string& counter = "tool/plain") {
    for (int i = 0; i < count; ++i) {
      const double x = ++stored_ / 1000.0;
      v1::Report report = testutil::ToolReport(x, absl::StrCat("{\"", counter, "\": 1}"));
      report.set_week(absl::FormatCivilTime(day));
      ASSERT_THAT(store_->PutAndWait(day, x, ReportToCompactJson(report)), IsOk());
    }
  }

  void Publish() { ASSERT_THAT(publisher_->Publish(kNow), IsOk()); }

  std::string Path(const std::string& name) const {
    return absl::StrCat(SiteDirectory(dir_.path()), "/", name);
  }
  bool Has(const std::string& name) const { return std::filesystem::exists(Path(name)); }
  std::string File(const std::string& name) const {
    return ReadFile(Path(name), 1 << 20).value_or("(missing)");
  }
  std::string ChartsOfWeek() const { return File(absl::StrCat("charts/", kWeek, ".json")); }
  // When it was written.
  auto Age(const std::string& name) const { return std::filesystem::last_write_time(Path(name)); }

  TempDir dir_;
  std::unique_ptr<ReportStore> store_ =
      SqliteStore(ReportStorePath(dir_.path())).OpenReports({}).value();
  const std::unique_ptr<ConfigHistory> history_ =
      SqliteStore(ReportStorePath(dir_.path())).OpenConfigs(StoreAccess::kReadWrite).value();
  std::unique_ptr<Publisher> publisher_;
  int stored_ = 0;
};

TEST_F(PublisherTest, MakesAllPagesOfAnEmptyStore) {
  Publish();
  EXPECT_THAT(File("index.html"), HasSubstr("There are no charts yet"));
  EXPECT_EQ(File("charts/index.json"), "{\"latest\":null,\"trend\":null,\"weeks\":[]}\n");
  EXPECT_EQ(File("data/index.json"), "{\"days\":[]}\n");
  EXPECT_THAT(File("config.json"), HasSubstr("\"example.com/tool\""));
  for (const char* name : {"config.html", "privacy.html", "404.html", "charts/index.html"}) {
    EXPECT_THAT(File(name), HasSubstr("</html>")) << name;
  }
}

TEST_F(PublisherTest, MakesTheDatasetOfADayAndTheChartsOfItsWeek) {
  Store(kWednesday, 7);
  Publish();
  EXPECT_THAT(File("data/2026-11-18.json"), HasSubstr("\"X\":0.007"));
  EXPECT_TRUE(Has("data/2026-11-18.json.gz"));
  EXPECT_THAT(
      ChartsOfWeek(),
      HasSubstr(R"("name":"tool/plain","type":"partition","ordered":false,"exclusive":true,)"
                R"("rate":1,"reportsAbout":10,"buckets":[)"
                R"({"key":"tool/plain","value":7}])"));
  EXPECT_THAT(File("charts/index.json"),
              HasSubstr(R"({"latest":"2026-11-16_2026-11-22","trend":null,)"));
  EXPECT_THAT(File("index.html"), HasSubstr("2026-11-16 to 2026-11-22: at least 5 reports"));
  EXPECT_THAT(File("data/index.json"), HasSubstr(R"({"day":"2026-11-18","reports":7,"bytes":)"));
}

TEST_F(PublisherTest, ListsADatasetWithItsDigest) {
  Store(kWednesday, 1);
  Publish();
  const auto listed = [this] {
    const std::string digest =
        upload_internal::Sha256OfFile(Path("data/2026-11-18.json")).value_or("(none)");
    return absl::StrCat("\"sha256\":\"", digest, "\"}");
  };
  EXPECT_THAT(File("data/index.json"), HasSubstr(listed()));
  Store(kWednesday, 1);
  Restart();
  Publish();
  EXPECT_THAT(File("data/index.json"), HasSubstr(listed()));
}

TEST_F(PublisherTest, ReadsADayThatIsLargerThanAPage) {
  Store(kWednesday, 3, std::string(700'000, 'x'));
  Publish();
  const std::string dataset = ReadFile(Path("data/2026-11-18.json"), 4 << 20).value();
  EXPECT_EQ(std::count(dataset.begin(), dataset.end(), '\n'), 3);
}

TEST_F(PublisherTest, ShowsNobodyAlone) {
  Store(kWednesday, 5);
  Store(kWednesday, 1, "tool/size:large");
  Publish();
  EXPECT_THAT(ChartsOfWeek(),
              AllOf(HasSubstr(R"({"key":"large","fewerThan":5})"), Not(HasSubstr("\"value\":1"))));
  EXPECT_THAT(File(absl::StrCat("charts/", kWeek, ".html")), HasSubstr("fewer than 5"));
}

// A day's charts beside those of its week would reveal what the week hides.
TEST_F(PublisherTest, MakesNoChartsOfADay) {
  Store(kWednesday, 20);
  Store(kWednesday + 1, 1, "tool/size:large");
  Publish();
  EXPECT_FALSE(Has("charts/2026-11-18.json"));
  EXPECT_FALSE(Has("charts/2026-11-18.html"));
}

TEST_F(PublisherTest, MakesAnewOnlyWhatHasChanged) {
  Store(kWednesday, 5);
  Store(kWednesday - 7, 5);
  Publish();
  const auto changed = Age("data/2026-11-18.json");
  const auto unchanged = Age("data/2026-11-11.json");
  Store(kWednesday, 1);
  Publish();
  EXPECT_THAT(ChartsOfWeek(), HasSubstr("\"value\":6"));
  EXPECT_NE(Age("data/2026-11-18.json"), changed);
  EXPECT_EQ(Age("data/2026-11-11.json"), unchanged);
}

TEST_F(PublisherTest, KnowsAfterARestartWhatItHasMade) {
  Store(kWednesday, 5);
  Publish();
  const auto age = Age("data/2026-11-18.json");
  Restart();
  Publish();
  EXPECT_EQ(Age("data/2026-11-18.json"), age);
}

TEST_F(PublisherTest, MakesAnewWhatIsMissing) {
  Store(kWednesday, 5);
  Publish();
  std::filesystem::remove_all(SiteDirectory(dir_.path()));
  std::filesystem::remove_all(ExactChartDirectory(dir_.path()));
  Restart();
  Publish();
  EXPECT_THAT(ChartsOfWeek(), HasSubstr("\"value\":5"));
}

TEST_F(PublisherTest, MakesAnewWhatItKeptAndIsDamaged) {
  Store(kWednesday, 5);
  Store(kWednesday - 7, 5);
  Publish();
  const std::pair<const char*, const char*> kDamages[] = {{"2026-11-09_2026-11-15", ""},
                                                          {kWeek, "no charts"}};
  for (const auto& [week, contents] : kDamages) {
    std::ofstream(absl::StrCat(ExactChartDirectory(dir_.path()), "/", week, ".binpb")) << contents;
  }
  ASSERT_THAT(publisher_->Publish(kNow + absl::Hours(24)), IsOk());  // needs them for the trend
  Restart();
  Publish();
  EXPECT_THAT(ChartsOfWeek(), HasSubstr("\"value\":5"));
  EXPECT_THAT(File("charts/2026-11-09_2026-11-22.json"), HasSubstr("\"value\":10"));
}

TEST_F(PublisherTest, MakesAllChartsAnewByANewConfig) {
  Store(kWednesday, 5);
  Publish();
  Approve(testutil::ApprovedFrom(R"({"Programs": [{"Name": "example.com/other"}]})"));
  Publish();
  EXPECT_THAT(ChartsOfWeek(), HasSubstr("\"programs\":[]"));
  EXPECT_THAT(File("config.html"), HasSubstr("example.com/other"));
  EXPECT_THAT(File("config.json"), HasSubstr("example.com/other"));
}

TEST_F(PublisherTest, PublishesTheConfigInForceWhoeverPublishes) {
  Store(kWednesday, 5);
  const std::unique_ptr<Publisher> other = MakePublisher();
  Publish();
  ASSERT_THAT(other->Publish(kNow), IsOk());
  Approve(testutil::ApprovedFrom(R"({"Programs": [{"Name": "example.com/other"}]})"));
  ASSERT_THAT(other->Publish(kNow), IsOk());
  const auto age = Age("charts/2026-11-16_2026-11-22.json");
  Publish();  // by a publisher that has the old one in memory
  EXPECT_THAT(File("config.json"), HasSubstr("example.com/other"));
  EXPECT_THAT(ChartsOfWeek(), HasSubstr("\"programs\":[]"));
  EXPECT_EQ(Age("charts/2026-11-16_2026-11-22.json"), age);
}

TEST(EmptyPublisherTest, PublishesNothingBeforeAConfigIsInForce) {
  const TempDir dir;
  const std::string store = ReportStorePath(dir.path());
  ASSERT_THAT(SqliteStore(store).OpenConfigs(StoreAccess::kReadWrite), IsOk());
  Publisher publisher({.data_dir = dir.path()}, SqliteStore(store).OpenReader().value(),
                      SqliteStore(store).OpenConfigs(StoreAccess::kReadOnly).value());
  EXPECT_THAT(publisher.Publish(kNow), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(PublisherTest, MakesATrendOfWeeks) {
  Store(kWednesday, 5);
  Store(kWednesday - 7, 6);
  Publish();
  EXPECT_THAT(File("charts/index.json"), HasSubstr(R"("trend":"2026-11-09_2026-11-22")"));
  EXPECT_THAT(File("charts/2026-11-09_2026-11-22.json"),
              HasSubstr(R"("value":11,"weekly":[{"value":6},{"value":5}])"));
  // The next trend replaces it.
  Store(kWednesday + 7, 5);
  Publish();
  EXPECT_TRUE(Has("charts/2026-11-09_2026-11-29.json"));
  EXPECT_FALSE(Has("charts/2026-11-09_2026-11-22.json"));
}

TEST_F(PublisherTest, ShowsInATrendAlsoWeeksWithoutReports) {
  Store(kWednesday, 5);
  Store(kWednesday - 21, 6);
  Publish();
  EXPECT_THAT(File("charts/2026-10-26_2026-11-22.json"),
              AllOf(HasSubstr(R"("weeks":["2026-11-01","2026-11-08","2026-11-15","2026-11-22"])"),
                    HasSubstr(R"("value":11,"weekly":[{"value":6},{"value":0},{"value":0},)"
                              R"({"value":5}])")));
}

TEST_F(PublisherTest, EndsATrendAfterAYear) {
  Store(kWednesday, 5);
  Store(kWednesday - 7 * 52, 5);
  Store(kWednesday - 7 * 53, 5);
  Publish();
  EXPECT_TRUE(Has("charts/2025-11-17_2026-11-22.json"));
  EXPECT_THAT(File("charts/index.json"), HasSubstr("\"2025-11-10_2025-11-16\""));
}

TEST_F(PublisherTest, RemovesWhatAKilledProcessLeft) {
  Store(kWednesday, 5);
  Publish();
  std::ofstream(Path("data/2026-11-18.json.17.tmp")) << "{";
  std::ofstream(Path("charts/index.json.18.tmp")) << "{";
  Publish();
  EXPECT_FALSE(Has("data/2026-11-18.json.17.tmp"));
  EXPECT_FALSE(Has("charts/index.json.18.tmp"));
}

TEST_F(PublisherTest, BeginsWithAWeekThatHasSomethingToShow) {
  Store(kWednesday, 5);
  Store(kWednesday + 7, 1);
  Publish();
  EXPECT_THAT(File("charts/index.json"), HasSubstr(R"("latest":"2026-11-16_2026-11-22")"));
}

TEST_F(PublisherTest, BeginsWithAWeekThatHasEnded) {
  Store(kWednesday, 5);
  Store(kWednesday + 7, 20);  // the week of kNow
  Publish();
  EXPECT_THAT(File("charts/index.json"), HasSubstr(R"("latest":"2026-11-16_2026-11-22")"));
  ASSERT_THAT(publisher_->Publish(kNow + absl::Hours(7 * 24)), IsOk());
  EXPECT_THAT(File("charts/index.json"), HasSubstr(R"("latest":"2026-11-23_2026-11-29")"));
}

TEST_F(PublisherTest, BeginsWithTheCurrentWeekIfThereIsNoOther) {
  Store(kWednesday + 7, 20);
  Publish();
  EXPECT_THAT(File("charts/index.json"), HasSubstr(R"("latest":"2026-11-23_2026-11-29")"));
}

TEST_F(PublisherTest, MakesADayAgainThatWasTakenOffTheSite) {
  Store(kWednesday, 5);
  Publish();
  ASSERT_THAT(UnpublishDay(dir_.path(), kWednesday), IsOk());
  for (const char* name :
       {"data/2026-11-18.json", "data/2026-11-18.json.gz", "charts/2026-11-16_2026-11-22.json",
        "charts/2026-11-16_2026-11-22.html"}) {
    EXPECT_FALSE(Has(name)) << name;
  }
  Publish();
  EXPECT_TRUE(Has("data/2026-11-18.json"));
  EXPECT_THAT(ChartsOfWeek(), HasSubstr("\"value\":5"));
}

TEST_F(PublisherTest, LeavesOutAbsurdDays) {
  Store(absl::CivilDay(1999, 1, 1), 1);
  Store(absl::CivilDay(2999, 1, 1), 1);
  Publish();
  EXPECT_EQ(File("data/index.json"), "{\"days\":[]}\n");
}

TEST_F(PublisherTest, LeavesTheWorkToWhoIsAtIt) {
  Publish();
  const FileLock lock =
      FileLock::TryAcquire(ExactChartDirectory(dir_.path()) + "/publisher.lock").value();
  Store(kWednesday, 5);
  Publish();
  EXPECT_FALSE(Has("data/2026-11-18.json"));
}

TEST_F(PublisherTest, StopsWhenAskedToAndGoesOnLater) {
  Store(kWednesday, 5);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(publisher_->Publish(kNow, stop.get_token()), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_FALSE(Has("data/2026-11-18.json"));
  Publish();
  EXPECT_TRUE(Has("data/2026-11-18.json"));
}

TEST_F(PublisherTest, NamesTheFileThatItCannotWrite) {
  std::filesystem::create_directories(Path("privacy.html"));
  const absl::Status status = publisher_->Publish(kNow);
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr(Path("privacy.html")));
}

}  // namespace
}  // namespace telemetry
