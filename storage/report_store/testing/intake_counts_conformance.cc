// What every engine promises of what became of reports (intake_counts.h).

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/testing/store_conformance.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::CivilDay kDay(2026, 11, 20);
const IntakeKey kDelay{IntakeKind::kDelay, "2"};

IntakeKey Outcome(absl::string_view name) { return {IntakeKind::kOutcome, std::string(name)}; }

std::unique_ptr<IntakeCounts> Open(const CollectorStore& store) {
  return store.OpenIntake(StoreAccess::kReadWrite).value();
}

TEST_P(StoreConformanceTest, CountsAReportInItsTransaction) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  const ReportArrival arrival{.day = kDay, .keys = {kDelay}};
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, "{}", arrival), IsOk());
  EXPECT_THAT((*store_->OpenIntake(StoreAccess::kReadOnly))->List(),
              IsOkAndHolds(ElementsAre(IntakeCount{kDay, kDelay, 1},
                                       IntakeCount{kDay, Outcome(kIntakeStored), 1})));
}

TEST_P(StoreConformanceTest, CountsAReportThatIsSentAgainOrInConflictOnlyAsThat) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  const ReportArrival arrival{.day = kDay, .keys = {kDelay}};
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, "{}", arrival), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, "{}", arrival), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, "{}", arrival), IsOk());
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, "other", arrival),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(Open(*store_)->List(),
              IsOkAndHolds(ElementsAre(IntakeCount{kDay, kDelay, 1},
                                       IntakeCount{kDay, Outcome(kIntakeConflicting), 1},
                                       IntakeCount{kDay, Outcome(kIntakeAgain), 2},
                                       IntakeCount{kDay, Outcome(kIntakeStored), 1})));
}

// Counts an empty report, and waits until it has.
void PutEmpty(ReportStore& reports, absl::CivilDay week, double x, const ReportArrival& arrival) {
  std::promise<absl::Status> result;
  reports.PutEmpty(
      week, x, [&result](absl::Status status) { result.set_value(std::move(status)); }, arrival);
  EXPECT_THAT(result.get_future().get(), IsOk());
}

TEST_P(StoreConformanceTest, CountsAReportOfWhichNothingIsLeftOnceHoweverOftenItIsSent) {
  const ReportArrival arrival{.day = kDay, .keys = {kDelay}};
  for (int i = 0; i < 3; ++i) {
    const std::unique_ptr<ReportStore> reports = OpenReports();
    PutEmpty(*reports, kWeek, 0.25, arrival);
  }
  PutEmpty(*OpenReports(), kWeek, 0.75, arrival);
  EXPECT_THAT(Open(*store_)->List(),
              IsOkAndHolds(ElementsAre(IntakeCount{kDay, kDelay, 2},
                                       IntakeCount{kDay, Outcome(kIntakeEmpty), 2},
                                       IntakeCount{kDay, Outcome(kIntakeAgain), 2})));
  EXPECT_THAT((*store_->OpenReader())->Days(), IsOkAndHolds(IsEmpty()));
}

TEST_P(StoreConformanceTest, CountsAWeekAndXOnceWhetherThereIsSomethingToStoreOrNot) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  const ReportArrival arrival{.day = kDay, .keys = {kDelay}};
  PutEmpty(*reports, kWeek, 0.25, arrival);
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.25, "{}", arrival), IsOk());
  PutEmpty(*reports, kWeek, 0.25, arrival);
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.5, "{}", arrival), IsOk());
  PutEmpty(*reports, kWeek, 0.5, arrival);
  EXPECT_THAT(Open(*store_)->List(),
              IsOkAndHolds(ElementsAre(IntakeCount{kDay, kDelay, 2},
                                       IntakeCount{kDay, Outcome(kIntakeEmpty), 1},
                                       IntakeCount{kDay, Outcome(kIntakeAgain), 3},
                                       IntakeCount{kDay, Outcome(kIntakeStored), 1})));
  EXPECT_THAT((*store_->OpenReader())->Count(kWeek), IsOkAndHolds(2));
}

TEST_P(StoreConformanceTest, CountsRepeatedReportsOfOneBatchOnce) {
  const std::unique_ptr<ReportStore> reports = OpenReports();
  const ReportArrival arrival{.day = kDay, .keys = {kDelay}};
  std::vector<std::promise<absl::Status>> results(100);
  for (std::promise<absl::Status>& result : results) {
    const auto done = [&result](absl::Status status) { result.set_value(std::move(status)); };
    reports->PutEmpty(kWeek, 0.25, done, arrival);
  }
  for (std::promise<absl::Status>& result : results) {
    EXPECT_THAT(result.get_future().get(), IsOk());
  }
  EXPECT_THAT(Open(*store_)->List(),
              IsOkAndHolds(ElementsAre(IntakeCount{kDay, kDelay, 1},
                                       IntakeCount{kDay, Outcome(kIntakeEmpty), 1},
                                       IntakeCount{kDay, Outcome(kIntakeAgain), 99})));
}

TEST_P(StoreConformanceTest, CountsNothingOfAReportThatIsNotToCount) {
  Store(kWeek, 0.25, "{}");
  EXPECT_THAT(Open(*store_)->List(), IsOkAndHolds(IsEmpty()));
}

TEST_P(StoreConformanceTest, AddsIntakeCountsToThoseThatAreThereAndForgetsOldOnes) {
  const std::unique_ptr<IntakeCounts> counts = Open(*store_);
  EXPECT_THAT(counts->Add({}), IsOk());
  const IntakeKey empty = Outcome(kIntakeEmpty);
  EXPECT_THAT(counts->Add({{kDay, empty, 2}, {kDay + 1, empty, 1}}), IsOk());
  EXPECT_THAT(Open(*store_)->Add({{kDay, empty, 3}}), IsOk());
  EXPECT_THAT(counts->List(), IsOkAndHolds(ElementsAre(IntakeCount{kDay + 1, empty, 1},
                                                       IntakeCount{kDay, empty, 5})));
  const absl::CivilDay later = kDay + IntakeCounts::kKeptDays + 1;
  EXPECT_THAT(counts->Add({{later, empty, 1}}), IsOk());
  EXPECT_THAT(counts->List(), IsOkAndHolds(ElementsAre(IntakeCount{later, empty, 1},
                                                       IntakeCount{kDay + 1, empty, 1})));
}

}  // namespace
}  // namespace telemetry
