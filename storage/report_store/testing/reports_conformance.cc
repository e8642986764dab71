// What every engine promises of storing reports (report_store.h).

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/testing/store_conformance.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_P(StoreConformanceTest, StoresNothingBeyondItsRoom) {
  const std::unique_ptr<ReportStore> reports = OpenReports({.room = {.max_bytes = 300 << 10}});
  EXPECT_THAT(reports->CheckRoom(), IsOk());
  // Nothing that an engine could compress.
  std::string large;
  for (uint32_t i = 1; large.size() < 400 << 10; i = i * 1664525 + 1013904223) {
    absl::StrAppend(&large, absl::Hex(i));
  }
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, large), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.5, "{}"),
              StatusIs(absl::StatusCode::kUnavailable,
                       AllOf(HasSubstr(store_->name()), HasSubstr("may have"))));
  EXPECT_THAT(reports->CheckRoom(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(StoredReports(), 1);
}

TEST_P(StoreConformanceTest, KeepsTheFirstFormOfAReportThatComesInAnother) {
  const std::unique_ptr<ReportStore> reports =
      OpenReports({.is_same = [](absl::string_view stored, absl::string_view offered) {
        return stored.substr(0, 8) == offered.substr(0, 8);
      }});
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, R"({"X":0.25})"), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, R"({"X":0.25,"Programs":[]})"), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, R"({"Y":0.25})"),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre(R"({"X":0.25})"));
}

TEST_P(StoreConformanceTest, KeepsReportsAcrossReopening) {
  ASSERT_THAT(OpenReports()->PutAndWait(kWeek, 0.25, R"({"X":0.25})"), IsOk());
  ASSERT_THAT(OpenReports()->PutAndWait(kWeek, 0.75, R"({"X":0.75})"), IsOk());
  EXPECT_EQ(StoredReports(), 2);
}

TEST_P(StoreConformanceTest, KeepsEachReportByteForByte) {
  const std::string odd("a\0b\xff\n\\x41\xc3\xa4'\"", 13);
  const double smallest = 5e-324;
  Store(kWeek, smallest, odd);
  Store(kWeek, 0.1 + 0.2, "of the last digit");
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre(odd, "of the last digit"));
  const std::unique_ptr<ReportStore> reports = OpenReports();
  EXPECT_THAT(reports->PutAndWait(kWeek, smallest, odd), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.3, "of another digit"), IsOk());
  EXPECT_EQ(StoredReports(), 3);
}

TEST_P(StoreConformanceTest, TakesTheSameReportAgainAsASuccess) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, "{}"), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, "{}"), IsOk());
  EXPECT_EQ(StoredReports(), 1);
}

TEST_P(StoreConformanceTest, RefusesAnotherReportUnderAKeyThatIsTaken) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, R"({"a":1})"), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, R"({"a":2})"),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("0.25")));
  EXPECT_THAT(reports->PutAndWait(kWeek + 1, 0.25, R"({"a":2})"), IsOk());
  EXPECT_EQ(StoredReports(), 1);
}

TEST_P(StoreConformanceTest, CommitsEverythingThatIsQueuedAtOnce) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  BusyCommitter committer(*reports);
  std::promise<int64_t> stored_at_first_callback;
  reports->Put(kWeek, 0.001, "{}",
               [&](const absl::Status&) { stored_at_first_callback.set_value(StoredReports()); });
  for (int i = 2; i <= 100; ++i) reports->Put(kWeek, i / 1000.0, "{}", [](absl::Status) {});
  committer.Release();
  EXPECT_EQ(stored_at_first_callback.get_future().get(), 100);
}

TEST_P(StoreConformanceTest, CommitsAVeryLongQueueInParts) {
  constexpr int kReports = 5000;
  std::unique_ptr<ReportStore> reports = OpenReports();
  int64_t stored_at_first_callback = 0;
  int succeeded = 0;
  {
    BusyCommitter committer(*reports);
    reports->Put(kWeek, 0.9, "{}",
                 [&](const absl::Status&) { stored_at_first_callback = StoredReports(); });
    for (int i = 1; i < kReports; ++i) {
      reports->Put(kWeek, i / 10000.0, "{}", [&](const absl::Status& s) { succeeded += s.ok(); });
    }
    committer.Release();
    reports.reset();
  }
  EXPECT_GT(stored_at_first_callback, 1);
  EXPECT_LT(stored_at_first_callback, kReports);
  EXPECT_EQ(succeeded, kReports - 1);
  EXPECT_EQ(StoredReports(), kReports);
}

TEST_P(StoreConformanceTest, JudgesEachReportOfACommitByItself) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  ASSERT_THAT(reports->PutAndWait(kWeek, 0.4, "stored before"), IsOk());
  BusyCommitter committer(*reports);
  std::vector<absl::Status> results;
  std::promise<void> finished;
  const auto note = [&](absl::Status status) { results.push_back(std::move(status)); };
  reports->Put(kWeek, 0.5, R"({"a":1})", note);
  reports->Put(kWeek, 0.5, R"({"a":2})", note);
  reports->Put(kWeek, 0.4, "stored before", note);
  reports->Put(kWeek, 0.5, R"({"a":1})", note);
  reports->Put(kWeek, 0.4, "another", note);
  reports->Put(kWeek, 0.6, "{}", [&](absl::Status status) {
    note(std::move(status));
    finished.set_value();
  });
  committer.Release();
  finished.get_future().wait();
  EXPECT_THAT(results, ElementsAre(IsOk(), StatusIs(absl::StatusCode::kAlreadyExists), IsOk(),
                                   IsOk(), StatusIs(absl::StatusCode::kAlreadyExists), IsOk()));
}

TEST_P(StoreConformanceTest, RefusesWhatExceedsTheQueue) {
  const std::unique_ptr<ReportStore> by_number = OpenReports({.max_queued_reports = 1});
  BusyCommitter committer(*by_number);
  by_number->Put(kWeek, 0.1, "{}", [](absl::Status) {});
  EXPECT_THAT(by_number->PutAndWait(kWeek, 0.2, "{}"),
              StatusIs(absl::StatusCode::kResourceExhausted));
  committer.Release();

  const std::unique_ptr<ReportStore> by_size = OpenReports({.max_queued_bytes = 10});
  EXPECT_THAT(by_size->PutAndWait(kWeek, 0.3, std::string(10, ' ')), IsOk());
  EXPECT_THAT(by_size->PutAndWait(kWeek, 0.4, std::string(11, ' ')),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_P(StoreConformanceTest, CommitsWhatIsQueuedBeforeItCloses) {
  std::unique_ptr<ReportStore> reports = OpenReports();
  BusyCommitter committer(*reports);
  std::atomic<int> succeeded = 0;
  for (int i = 1; i <= 50; ++i) {
    reports->Put(kWeek, i / 100.0, "{}", [&](const absl::Status& s) { succeeded += s.ok(); });
  }
  committer.Release();
  reports.reset();
  EXPECT_EQ(succeeded, 50);
  EXPECT_EQ(StoredReports(), 50);
}

TEST_P(StoreConformanceTest, StoresFromManyThreadsAndTwoConnections) {
  const std::unique_ptr<ReportStore> first = OpenReports();
  const std::unique_ptr<ReportStore> second = OpenReports();
  std::atomic<int> failed = 0;
  constexpr int kThreads = 4;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      ReportStore& reports = t % 2 == 0 ? *first : *second;
      // Two threads put every report, in opposite order.
      for (int i = 1; i <= 50; ++i) {
        const int n = t % 2 == 0 ? i : 51 - i;
        const int x = n + t / 2 * 1000;
        failed += !reports.PutAndWait(kWeek, x, absl::StrCat(n)).ok();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(StoredReports(), 100);
}

TEST_P(StoreConformanceTest, RemovesOneReport) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  ASSERT_THAT(reports->PutAndWait(kWeek, 0.25, "one"), IsOk());
  ASSERT_THAT(reports->PutAndWait(kWeek, 0.5, "another"), IsOk());
  EXPECT_THAT(store_->RemoveReport(kWeek, 0.25), IsOk());
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre("another"));
  EXPECT_THAT(store_->RemoveReport(kWeek, 0.25),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr(store_->name()), HasSubstr("2026-11-18"))));
  EXPECT_THAT(store_->RemoveReport(kWeek + 1, 0.5), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(reports->PutAndWait(kWeek, 0.25, "in its place"), IsOk());
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre("in its place", "another"));
}

TEST_P(StoreConformanceTest, LosesNoReportWhenItForgetsTheirOrder) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  for (const double x : {0.3, 0.1, 0.4}) {
    ASSERT_THAT(reports->PutAndWait(kWeek, x, absl::StrCat(x)), IsOk());
  }
  EXPECT_THAT(store_->ForgetArrivalOrder(), IsOk());
  ASSERT_THAT(reports->PutAndWait(kWeek, 0.2, "0.2"), IsOk());
  EXPECT_THAT(store_->ForgetArrivalOrder(), IsOk());
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre("0.1", "0.2", "0.3", "0.4"));
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.3, "0.3"), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.4, "another"),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_P(StoreConformanceTest, ForgetsTheOrderWhileReportsArrive) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    const std::unique_ptr<ReportStore> reports = OpenReports();
    for (int x = 1; x <= 200; ++x) {
      EXPECT_THAT(reports->PutAndWait(kWeek, ((x * 7919) % 1000) / 1000.0, "report"), IsOk());
    }
    done = true;
  });
  while (!done) EXPECT_THAT(store_->ForgetArrivalOrder(), IsOk());
  writer.join();
  EXPECT_EQ(StoredReports(), 200);
}

TEST_P(StoreConformanceTest, IsPreparedOnceAndLosesNothing) {
  Store(kWeek, 0.5, "{}");
  EXPECT_THAT(store_->Prepare(), IsOk());
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre("{}"));
}

TEST_P(StoreConformanceTest, LetsOnePublishAtATime) {
  std::unique_ptr<PublicationLock> held = store_->TryLockPublication().value();
  ASSERT_NE(held, nullptr);
  EXPECT_EQ(store_->TryLockPublication().value(), nullptr);
  EXPECT_THAT(held->Check(), IsOk());
  held.reset();
  EXPECT_NE(store_->TryLockPublication().value(), nullptr);
}

TEST_P(StoreConformanceTest, KeepsTheFirstSecretThatIsProposed) {
  OpenReports();
  EXPECT_THAT(store_->PublicationSecret(), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(store_->AgreeOnPublicationSecret(0xfedcba9876543210),
              IsOkAndHolds(0xfedcba9876543210));
  EXPECT_THAT(store_->AgreeOnPublicationSecret(7), IsOkAndHolds(0xfedcba9876543210));
  EXPECT_THAT(store_->PublicationSecret(),
              IsOkAndHolds(std::optional<uint64_t>(0xfedcba9876543210)));
}

TEST_P(StoreConformanceTest, SaysThatItCanBeWrittenToAndChangesNothing) {
  Store(kWeek, 0.5, "{}");
  EXPECT_THAT(store_->Probe(), IsOk());
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre("{}"));
}

}  // namespace
}  // namespace telemetry
