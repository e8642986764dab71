#include "upload/collector/intake/report_intake.h"

#include <signal.h>
#include <sys/resource.h>

#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "storage/report_store/intake_counts.h"
#include "storage/report_store/report_reader.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "upload/collector/intake/dropped_items.h"
#include "upload/collector/internal/config_fixture.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Property;
using ::testing::UnorderedElementsAre;
using testutil::ToolReport;

constexpr absl::CivilDay kWeek(2026, 11, 18);

class ReportIntakeTest : public ::testing::Test {
 protected:
  ReportIntakeTest()
      : store_path_(absl::StrCat(std::string(::testing::TempDir()), "/",
                                 ::testing::UnitTest::GetInstance()->current_test_info()->name(),
                                 ".db")) {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(store_path_ + suffix);
    Open({});
    config_ = PutInForce(SqliteStore(store_path_), approved_);
    MakeIntake();
  }

  void Open(const ReportStore::Options& options) {
    store_ = SqliteStore(store_path_).OpenReports(options).value();
  }

  void MakeIntake() {
    intake_ = std::make_unique<ReportIntake>(
        config_.get(), store_.get(), [this](absl::string_view line) { log_.emplace_back(line); },
        [this](const TakenReport& report) { empty_ += report.is_empty ? 1 : 0; },
        [] { return absl::FromCivil(kWeek + 1, absl::UTCTimeZone()); });
  }

  absl::StatusOr<v1::UploadReportResponse> Take(const absl::StatusOr<v1::Report>& report) {
    std::promise<absl::StatusOr<v1::UploadReportResponse>> result;
    intake_->Take([&] { return report; },
                  [&](absl::StatusOr<v1::UploadReportResponse> taken) {
                    result.set_value(std::move(taken));
                  });
    return result.get_future().get();
  }

  std::string Dataset() {
    absl::StatusOr<std::unique_ptr<ReportReader>> reader = SqliteStore(store_path_).OpenReader();
    std::string lines;
    EXPECT_TRUE((*reader)
                    ->ForEach(kWeek,
                              [&](absl::string_view json) {
                                lines.append(json.data(), json.size()).push_back('\n');
                                return absl::OkStatus();
                              })
                    .ok());
    return lines;
  }

  const std::string store_path_;
  const v1::UploadConfig approved_ = testutil::SmallApproved().config();
  std::vector<std::string> log_;
  int empty_ = 0;
  std::unique_ptr<ReportStore> store_;
  std::unique_ptr<ConfigInForce> config_;
  std::unique_ptr<ReportIntake> intake_;
};

TEST_F(ReportIntakeTest, DropsWhatExpiresWhileItRuns) {
  v1::UploadConfig config = approved_;
  for (v1::ProgramConfig& program : *config.mutable_programs()) {
    for (v1::CounterConfig& counter : *program.mutable_counters()) {
      counter.set_expires("2026-12-01");
    }
  }
  const std::unique_ptr<ConfigInForce> in_force = PutInForce(SqliteStore(store_path_), config);
  absl::Time now =
      absl::FromCivil(absl::CivilSecond(2026, 11, 30, 23, 59, 59), absl::UTCTimeZone());
  ReportIntake intake(
      in_force.get(), store_.get(), [](absl::string_view) {}, [](const TakenReport&) {},
      [&now] { return now; });
  const auto take = [&intake](double x) {
    std::promise<absl::StatusOr<v1::UploadReportResponse>> result;
    intake.Take(
        [x] { return ToolReport(x, R"({"tool/plain": 3})"); },
        [&](absl::StatusOr<v1::UploadReportResponse> response) { result.set_value(response); });
    return result.get_future().get();
  };
  EXPECT_THAT(take(0.5), IsOkAndHolds(Property(&v1::UploadReportResponse::dropped, IsEmpty())));
  now += absl::Seconds(1);
  EXPECT_THAT(take(0.25),
              IsOkAndHolds(Property(&v1::UploadReportResponse::dropped, ::testing::SizeIs(1))));
}

TEST_F(ReportIntakeTest, LooksWhatIsInForceBeforeItDropsAnything) {
  v1::UploadConfig config = approved_;
  v1::CounterConfig& counter = *config.mutable_programs(0)->add_counters();
  counter.set_name("tool/new");
  counter.set_rate(1);
  const v1::Report report = ToolReport(0.5, R"({"tool/plain": 3, "tool/new": 4})");
  // As another process does it.
  (void)PutInForce(SqliteStore(store_path_), config);
  EXPECT_THAT(Take(report), IsOkAndHolds(Property(&v1::UploadReportResponse::dropped, IsEmpty())));
  EXPECT_THAT(Dataset(), HasSubstr("\"tool/new\":4"));
}

TEST_F(ReportIntakeTest, NotesWhatItDroppedOnceTheReportIsStored) {
  std::vector<Drop> noted;
  ReportIntake intake(
      config_.get(), store_.get(), [](absl::string_view) {}, [](const TakenReport&) {},
      [] { return absl::FromCivil(kWeek, absl::UTCTimeZone()); },
      [&](absl::CivilDay day, const std::vector<Drop>& drops) {
        EXPECT_EQ(day, kWeek);
        noted = drops;
      });
  v1::Report report = ToolReport(0.5, "{}");
  report.mutable_programs(0)->set_version("v1.3.0");
  std::promise<void> taken;
  intake.Take([&] { return report; }, [&](const auto&) { taken.set_value(); });
  taken.get_future().wait();
  ASSERT_EQ(noted.size(), 1u);
  EXPECT_EQ(noted[0].version, "v1.3.0");
  EXPECT_EQ(noted[0].reason, DropReason::kVersion);
}

TEST_F(ReportIntakeTest, CountsWhatBecomesOfReports) {
  IntakeSum malformed;
  ReportIntake intake(
      config_.get(), store_.get(), [](absl::string_view) {}, [](const TakenReport&) {},
      [] { return absl::FromCivil(kWeek + 2, absl::UTCTimeZone()); },
      [](absl::CivilDay, const std::vector<Drop>&) {},
      [&](const ReportArrival& arrival, absl::string_view outcome) {
        malformed.AddReport(arrival, outcome);
      });
  const auto take = [&intake](const v1::Report& report) {
    std::promise<void> taken;
    intake.Take([&] { return report; }, [&](const auto&) { taken.set_value(); });
    taken.get_future().wait();
  };
  const v1::Report partly = ToolReport(0.5, R"({"tool/plain": 3, "tool/secret": 4})");
  take(partly);
  take(partly);
  take(ToolReport(0.5, R"({"tool/plain": 4})"));
  take(ToolReport(0, "{}"));
  v1::Report unknown_version = ToolReport(0.25, R"({"tool/plain": 3})");
  unknown_version.mutable_programs(0)->set_version("v9.9.9-alice");
  take(unknown_version);
  v1::Report stranger = ToolReport(0.75, R"({"tool/plain": 3})");
  stranger.mutable_programs(0)->set_program("example.com/of-alice");
  for (int i = 0; i < 3; ++i) take(stranger);

  const auto count = [&](IntakeKind kind, const std::string& name, int64_t reports) {
    return IntakeCount{kWeek + 2, {kind, name}, reports};
  };
  const std::string config = config_->Get()->version();
  // Once, however often it was sent.
  EXPECT_THAT(
      (*SqliteStore(store_path_).OpenIntake(StoreAccess::kReadOnly))->List(),
      IsOkAndHolds(UnorderedElementsAre(
          count(IntakeKind::kOutcome, "stored", 1), count(IntakeKind::kOutcome, "sent again", 3),
          count(IntakeKind::kOutcome, "conflicting", 1),
          count(IntakeKind::kOutcome, "nothing approved", 2), count(IntakeKind::kConfig, config, 3),
          count(IntakeKind::kDelay, "2", 3),
          // No name that a stranger may choose.
          count(IntakeKind::kDrop, "example.com/tool\nprogram\nversion", 1),
          count(IntakeKind::kDrop, "example.com/tool\ncounter\nunlisted", 1))));
  EXPECT_THAT(malformed.Counts(), ElementsAre(count(IntakeKind::kOutcome, "malformed", 1)));
}

TEST_F(ReportIntakeTest, TakesNothingThatItMightDropWhileItCannotLook) {
  ASSERT_THAT((*SqliteStore(store_path_).OpenConfigs(StoreAccess::kReadWrite))
                  ->PutInForce({.version = "v9.0.0", .since = absl::Now(), .bytes = "[]"}),
              IsOk());
  EXPECT_THAT(Take(ToolReport(0.5, R"({"tool/plain": 3, "tool/new": 4})")),
              StatusIs(absl::StatusCode::kUnavailable, Not(HasSubstr(store_path_))));
  EXPECT_EQ(Dataset(), "");
  EXPECT_THAT(Take(ToolReport(0.5, R"({"tool/plain": 3})")), IsOk());
}

TEST_F(ReportIntakeTest, StoresAReportAsALineOfGosJson) {
  EXPECT_THAT(Take(ToolReport(0.5, R"({"tool/plain": 3})")),
              IsOkAndHolds(Property(&v1::UploadReportResponse::dropped, IsEmpty())));
  EXPECT_EQ(Dataset(),
            R"({"Week":"2026-11-18","LastWeek":"2026-11-11","X":0.5,"Programs":[)"
            R"({"Program":"example.com/tool","Version":"v1.0.0","GoVersion":"gcc12.2.0",)"
            R"("GOOS":"linux","GOARCH":"amd64","Counters":{"tool/plain":3},"Stacks":{}}],)"
            R"("Config":"v1.0.0"})"
            "\n");
}

TEST_F(ReportIntakeTest, NeverStoresWhatIsNotApproved) {
  const absl::StatusOr<v1::UploadReportResponse> taken = Take(
      ToolReport(0.5, R"({"tool/plain": 3, "tool/secret": 4})", R"({"tool/leak\nmain.f:+1": 1})"));
  ASSERT_THAT(taken, IsOk());
  std::vector<std::string> items;
  for (const v1::DroppedItem& item : taken->dropped()) {
    items.push_back(
        absl::StrCat(item.program(), " ", DroppedKindName(item.kind()), " ", item.name()));
    EXPECT_THAT(item.reason(), Not(IsEmpty()));
  }
  EXPECT_THAT(items, ElementsAre("example.com/tool counter tool/secret",
                                 "example.com/tool stack tool/leak"));
  EXPECT_THAT(Dataset(),
              AllOf(HasSubstr("tool/plain"), Not(HasSubstr("secret")), Not(HasSubstr("leak"))));
}

TEST_F(ReportIntakeTest, StoresNothingOfAReportOfWhichNothingIsApproved) {
  v1::Report report = ToolReport(0.5, R"({"tool/plain": 3})");
  report.mutable_programs(0)->set_program("example.com/other");
  EXPECT_THAT(Take(report),
              IsOkAndHolds(Property(&v1::UploadReportResponse::dropped, ::testing::SizeIs(1))));
  EXPECT_EQ(empty_, 1);
  EXPECT_EQ(Dataset(), "");
}

TEST_F(ReportIntakeTest, RefusesAMalformedReport) {
  EXPECT_THAT(Take(ToolReport(0, "{}")), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Take(v1::Report()), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Dataset(), "");
}

TEST_F(ReportIntakeTest, RefusesAnotherReportWithTheSameX) {
  EXPECT_THAT(Take(ToolReport(0.5, R"({"tool/plain": 3})")), IsOk());
  EXPECT_THAT(Take(ToolReport(0.5, R"({"tool/plain": 3})")), IsOk());
  EXPECT_THAT(Take(ToolReport(0.5, R"({"tool/plain": 4})")),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(ReportIntakeTest, CutsALongListOfWhatWasDropped) {
  v1::Report report = ToolReport(0.5, "{}");
  for (int i = 0; i < 1500; ++i) {
    (*report.mutable_programs(0)->mutable_counters())[absl::StrCat("tool/secret:", i)] = 1;
  }
  const absl::StatusOr<v1::UploadReportResponse> taken = Take(report);
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(taken->dropped_size(), 1000);
  EXPECT_EQ(taken->num_unlisted(), 500);
}

TEST_F(ReportIntakeTest, RefusesARequestWithoutAReport) {
  EXPECT_THAT(Take(absl::InvalidArgumentError("no JSON")),
              StatusIs(absl::StatusCode::kInvalidArgument, "no JSON"));
}

TEST_F(ReportIntakeTest, TellsTheOperatorAndNotTheSenderWhyTheStoreFails) {
  v1::Report long_report = ToolReport(0.5, "{}");
  for (int i = 0; i < 5000; ++i) {
    const std::string stack = absl::StrCat("tool/bug\nmain.main:+", i, ",+0x2");
    (*long_report.mutable_programs(0)->mutable_stacks())[stack] = 1;
  }
  signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited;
  getrlimit(RLIMIT_FSIZE, &unlimited);
  const rlimit limited = {100'000, unlimited.rlim_max};
  setrlimit(RLIMIT_FSIZE, &limited);
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Take(long_report),
                StatusIs(absl::StatusCode::kUnavailable, Not(HasSubstr(store_path_))));
  }
  setrlimit(RLIMIT_FSIZE, &unlimited);
  EXPECT_THAT(Take(long_report), IsOk());
  EXPECT_THAT(log_, ElementsAre(AllOf(HasSubstr("cannot be stored"), HasSubstr(store_path_)),
                                HasSubstr("stored again")));
}

TEST_F(ReportIntakeTest, AsksToComeBackWhenTooMuchIsWaiting) {
  Open({.max_queued_reports = 0});
  MakeIntake();
  EXPECT_THAT(Take(ToolReport(0.5, "{}")), StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace telemetry::upload_internal
