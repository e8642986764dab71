#include "upload/client/report_sender.h"

#include <sys/stat.h>
#include <unistd.h>

#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/client/connection/retrier.h"
#include "upload/client/connection/upload_client.h"
#include "upload/testing/scripted_collector.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr absl::CivilDay kReportDay(2026, 11, 18);

// As stored in local/, with unusual indentation: copies must have exactly these bytes.
std::string ReportText(absl::string_view report_day = "2026-11-18") {
  return "{\"Week\": \"" + std::string(report_day) +
         "\",   \"X\": 0.25, \"Programs\": [{\"Program\": \"p\", \"Version\": \"v1\", "
         "\"GoVersion\": \"gcc12\", \"Counters\": {\"c\": 3}}]}\n";
}

class ReportSenderTest : public ::testing::Test {
 protected:
  ReportSenderTest() {
    EXPECT_THAT(EnsureDirectory(dir_.local_dir()), IsOk());
    Put(dir_.ready_report_path(kReportDay), ReportText());
  }

  void Put(const std::string& path, absl::string_view contents) {
    ASSERT_THAT(WriteFileAtomically(path, contents), IsOk());
  }

  ReportOutcome Send(int retry_budget = 0) {
    const auto client = *UploadClient::Create({.collector = collector_.host_port()});
    Retrier retrier(
        {.budget = retry_budget, .sleep = [](absl::Duration, const std::stop_token&) {}}, {});
    return SendReport(dir_, kReportDay, {approved_, kReportDay + 4}, *client, retrier, {});
  }

  // What the report in ReportText() has, until `expires`.
  static v1::UploadConfig Config(const std::string& expires = "") {
    v1::UploadConfig config;
    config.add_go_version("gcc12");
    v1::ProgramConfig& program = *config.add_programs();
    program.set_name("p");
    program.add_versions("v1");
    program.add_counters()->set_name("c");
    program.mutable_counters(0)->set_rate(1);
    program.mutable_counters(0)->set_expires(expires);
    return config;
  }

  // "(none)" if there is no such file.
  std::string Waiting() { return Contents(dir_.ready_report_path(kReportDay)); }
  std::string Sent() { return Contents(dir_.sent_report_path(kReportDay)); }
  static std::string Contents(const std::string& path) {
    return ReadFile(path, 1 << 20).value_or("(none)");
  }

  const TempDir temp_;
  const TelemetryDir dir_{temp_.path()};
  ApprovedCounters approved_{Config()};
  ScriptedCollector collector_;
};

TEST_F(ReportSenderTest, RemovesFirstWhatIsApprovedNoMore) {
  approved_ = ApprovedCounters(Config(/*expires=*/"2026-11-22"));
  EXPECT_EQ(Send().fate, ReportFate::kSent);
  ASSERT_THAT(collector_.accepted(), SizeIs(1));
  EXPECT_THAT(collector_.accepted()[0].programs(0).counters(), IsEmpty());
  EXPECT_THAT(Sent(), Not(HasSubstr("\"c\"")));
}

TEST_F(ReportSenderTest, SendsTheSameNarrowerReportAgain) {
  approved_ = ApprovedCounters(Config(/*expires=*/"2026-11-22"));
  collector_.Then({.status = absl::UnavailableError("busy"), .keep_anyway = true});
  EXPECT_EQ(Send().fate, ReportFate::kKept);
  EXPECT_THAT(Waiting(), Not(HasSubstr("\"c\"")));
  EXPECT_EQ(Send().fate, ReportFate::kSent);
  EXPECT_THAT(collector_.accepted(), SizeIs(1));
}

TEST_F(ReportSenderTest, MovesASentReportToUploadWithItsExactBytes) {
  const ReportOutcome outcome = Send();
  EXPECT_EQ(outcome.fate, ReportFate::kSent);
  EXPECT_EQ(outcome.report_day, kReportDay);
  EXPECT_THAT(outcome.reason, IsOk());
  EXPECT_EQ(Waiting(), "(none)");
  EXPECT_EQ(Sent(), ReportText());
  ASSERT_THAT(collector_.accepted(), SizeIs(1));
  EXPECT_EQ(ReportToCompactJson(collector_.accepted()[0]),
            ReportToCompactJson(*ParseReportJson(ReportText(), "")));
}

TEST_F(ReportSenderTest, LeavesNothingElseBehind) {
  Send();
  EXPECT_THAT(*ListDirectory(dir_.local_dir()), IsEmpty());
  EXPECT_THAT(*ListDirectory(dir_.upload_dir()), testing::ElementsAre("2026-11-18.json"));
}

TEST_F(ReportSenderTest, TellsWhatTheCollectorDropped) {
  v1::DroppedItem item;
  item.set_name("c");
  collector_.Then({.dropped = {item}});
  const ReportOutcome outcome = Send();
  EXPECT_EQ(outcome.fate, ReportFate::kSent);
  ASSERT_THAT(outcome.dropped, SizeIs(1));
  EXPECT_EQ(outcome.dropped[0].name(), "c");
}

TEST_F(ReportSenderTest, RemovesAReportThatIsRefusedForGood) {
  collector_.Then({.status = absl::InvalidArgumentError("malformed")});
  const ReportOutcome outcome = Send();
  EXPECT_EQ(outcome.fate, ReportFate::kRefused);
  EXPECT_THAT(outcome.reason, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("malformed")));
  EXPECT_EQ(Waiting(), "(none)");
  EXPECT_EQ(Sent(), "(none)");
}

TEST_F(ReportSenderTest, KeepsAReportThatAProxyForbids) {
  collector_.Then({.status = absl::PermissionDeniedError("403"), .unmarked = true});
  EXPECT_EQ(Send().fate, ReportFate::kKept);
  EXPECT_EQ(Waiting(), ReportText());
  collector_.Then({.status = absl::PermissionDeniedError("not you")});
  EXPECT_EQ(Send().fate, ReportFate::kRefused);
}

TEST_F(ReportSenderTest, RemovesAReportThatIsTooLargeForAnyCollector) {
  for (const int size_bytes : {2 << 20, 17 << 20}) {
    v1::Report report = *ParseReportJson(ReportText(), "");
    report.mutable_programs(0)->set_goos(std::string(size_bytes, 'x'));
    Put(dir_.ready_report_path(kReportDay), ReportToCompactJson(report));
    EXPECT_EQ(Send().fate, ReportFate::kRefused) << size_bytes;
    EXPECT_EQ(Waiting(), "(none)");
  }
  EXPECT_EQ(collector_.upload_calls(), 0);
}

TEST_F(ReportSenderTest, KeepsAReportForTheNextRun) {
  collector_.Then({.status = absl::InternalError("broken")});
  const ReportOutcome outcome = Send();
  EXPECT_EQ(outcome.fate, ReportFate::kKept);
  EXPECT_THAT(outcome.reason, StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(Waiting(), ReportText());
  EXPECT_EQ(Sent(), "(none)");
}

TEST_F(ReportSenderTest, TriesAgainWithinTheRetryBudget) {
  collector_.Then({.status = absl::UnavailableError("busy")});
  EXPECT_EQ(Send(/*retry_budget=*/1).fate, ReportFate::kSent);
  EXPECT_EQ(collector_.upload_calls(), 2);
}

TEST_F(ReportSenderTest, CountsOnceWhenAnAcknowledgementIsLost) {
  collector_.Then({.status = absl::UnavailableError("cut"), .keep_anyway = true});
  EXPECT_EQ(Send().fate, ReportFate::kKept);
  EXPECT_EQ(Send().fate, ReportFate::kSent);
  EXPECT_THAT(collector_.accepted(), SizeIs(1));
}

TEST_F(ReportSenderTest, DoesNotSendAgainWhatIsAlreadyInUpload) {
  ASSERT_THAT(EnsureDirectory(dir_.upload_dir()), IsOk());
  Put(dir_.sent_report_path(kReportDay), "as it was sent");
  EXPECT_EQ(Send().fate, ReportFate::kSentBefore);
  EXPECT_EQ(Waiting(), "(none)");
  EXPECT_EQ(Sent(), "as it was sent");
  EXPECT_EQ(collector_.upload_calls(), 0);
}

TEST_F(ReportSenderTest, DoesNotSendWhatAnotherRunIsSending) {
  ASSERT_THAT(EnsureDirectory(dir_.upload_dir()), IsOk());
  const auto lock = FileLock::TryAcquire(dir_.lock_path(kReportDay));
  EXPECT_EQ(Send().fate, ReportFate::kBusy);
  EXPECT_EQ(Waiting(), ReportText());
  EXPECT_EQ(collector_.upload_calls(), 0);
}

TEST_F(ReportSenderTest, HoldsTheLockWhileItSends) {
  bool was_locked = false;
  collector_.Then({.meanwhile = [&] {
    was_locked = absl::IsUnavailable(FileLock::TryAcquire(dir_.lock_path(kReportDay)).status());
  }});
  EXPECT_EQ(Send().fate, ReportFate::kSent);
  EXPECT_TRUE(was_locked);
}

TEST_F(ReportSenderTest, NoticesThatAnotherRunWasFaster) {
  ASSERT_THAT(RemoveFile(dir_.ready_report_path(kReportDay)), IsOk());
  EXPECT_EQ(Send().fate, ReportFate::kGone);
}

TEST_F(ReportSenderTest, PutsAsideWhatIsNoReport) {
  Put(dir_.ready_report_path(kReportDay), "{\"Week\": 3}");
  const ReportOutcome outcome = Send();
  EXPECT_EQ(outcome.fate, ReportFate::kPutAside);
  EXPECT_THAT(outcome.reason,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2026-11-18.json")));
  EXPECT_EQ(Waiting(), "(none)");
  EXPECT_EQ(Contents(dir_.ready_report_path(kReportDay) + std::string(kPutAsideSuffix)),
            "{\"Week\": 3}");
  EXPECT_EQ(collector_.upload_calls(), 0);
  // Neither is lost if there is another.
  Put(dir_.ready_report_path(kReportDay), "{\"Week\": 4}");
  EXPECT_EQ(Send().fate, ReportFate::kPutAside);
  EXPECT_EQ(Contents(dir_.ready_report_path(kReportDay) + std::string(kPutAsideSuffix)),
            "{\"Week\": 3}");
  EXPECT_EQ(Contents(dir_.local_dir() + "/2.2026-11-18.json.corrupt"), "{\"Week\": 4}");
}

TEST_F(ReportSenderTest, SendsNothingThatOthersCouldHaveWritten) {
  const std::string path = dir_.ready_report_path(kReportDay);
  ASSERT_EQ(chmod(path.c_str(), 0622), 0);
  const ReportOutcome outcome = Send();
  EXPECT_EQ(outcome.fate, ReportFate::kKept);
  EXPECT_THAT(outcome.reason, StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr(path)));
  EXPECT_EQ(Waiting(), ReportText());
  EXPECT_EQ(collector_.upload_calls(), 0);
}

TEST_F(ReportSenderTest, PutsAsideAReportOfAnotherDate) {
  Put(dir_.ready_report_path(kReportDay), ReportText("2026-11-25"));
  EXPECT_EQ(Send().fate, ReportFate::kPutAside);
  EXPECT_EQ(collector_.upload_calls(), 0);
}

TEST_F(ReportSenderTest, KeepsASentReportWhoseCopyCannotBeWritten) {
  // A file takes the place of upload/ once the lock is held, so that nothing can be written there.
  collector_.Then({.meanwhile = [&] {
    ASSERT_EQ(rename(dir_.upload_dir().c_str(), (dir_.upload_dir() + ".moved").c_str()), 0);
    Put(dir_.upload_dir(), "a file");
  }});
  const ReportOutcome outcome = Send();
  EXPECT_EQ(outcome.fate, ReportFate::kKept);
  EXPECT_THAT(outcome.reason, testing::Not(IsOk()));
  EXPECT_EQ(Waiting(), ReportText());
}

}  // namespace
}  // namespace telemetry
