#include "report/making/fit_report.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/left_out.h"
#include "report/report.pb.h"
#include "report/report_json.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class FitReportTest : public ::testing::Test {
 protected:
  FitReportTest() {
    report_.set_week("2026-11-18");
    program_.set_program("example.com/tool");
  }

  size_t Bytes() const { return ReportToJson(report_).size(); }

  v1::Report report_;
  v1::ProgramReport& program_ = *report_.add_programs();
};

TEST_F(FitReportTest, LeavesAReportThatFitsAlone) {
  (*program_.mutable_stacks())["tool/bug\na.f:+1"] = 1;
  EXPECT_THAT(FitReport(report_, Bytes()), IsEmpty());
  EXPECT_THAT(program_.stacks(), SizeIs(1));
}

TEST_F(FitReportTest, LeavesOutTheRarestStackAndNoMoreThanMust) {
  (*program_.mutable_stacks())["tool/bug\na.f:+1"] = 5;
  (*program_.mutable_stacks())["tool/bug\na.f:+2"] = 1;
  (*program_.mutable_stacks())["tool/bug\na.f:+3"] = 7;
  (*program_.mutable_counters())["tool/rare"] = 1;
  const size_t max_bytes = Bytes() - 1;
  EXPECT_THAT(
      FitReport(report_, max_bytes),
      ElementsAre(LeftOut{.program = "example.com/tool",
                          .kind = ItemKind::kStack,
                          .name = "tool/bug",
                          .reason = absl::StrCat("the report would have more than ", max_bytes,
                                                 " bytes, and this is among the rarest")}));
  EXPECT_THAT(program_.stacks(),
              UnorderedElementsAre(Pair("tool/bug\na.f:+1", 5), Pair("tool/bug\na.f:+3", 7)));
  EXPECT_THAT(program_.counters(), SizeIs(1));
}

TEST_F(FitReportTest, LeavesOutCountersAfterAllStacks) {
  (*program_.mutable_stacks())["tool/bug\na.f:+1"] = 1000;
  (*program_.mutable_counters())["tool/a"] = 3;
  (*program_.mutable_counters())["tool/b"] = 2;
  const size_t bytes = Bytes() - std::string("\"tool/bug\\na.f:+1\": 1000").size() - 10;
  EXPECT_THAT(FitReport(report_, bytes), ElementsAre(Field(&LeftOut::kind, ItemKind::kStack),
                                                     Field(&LeftOut::name, "tool/b")));
  EXPECT_THAT(program_.counters(), UnorderedElementsAre(Pair("tool/a", 3)));
}

TEST_F(FitReportTest, FitsManyStacksOfSeveralPrograms) {
  *report_.add_programs() = program_;
  for (int i = 0; i < 5000; ++i) {
    auto& stacks = *report_.mutable_programs(i % 2)->mutable_stacks();
    stacks[absl::StrCat("tool/bug\na.f:+", i)] = 1 + i % 100;
  }
  constexpr size_t kMax = 100'000;
  const std::vector<LeftOut> left_out = FitReport(report_, kMax);
  EXPECT_LE(Bytes(), kMax);
  EXPECT_GT(Bytes(), kMax - 100);
  EXPECT_EQ(left_out.size() + report_.programs(0).stacks_size() + report_.programs(1).stacks_size(),
            5000);
  int64_t least = 100;
  for (const v1::ProgramReport& program : report_.programs()) {
    for (const auto& [name, count] : program.stacks()) least = std::min(least, count);
  }
  EXPECT_GE(least, left_out.size() / 50);
}

TEST_F(FitReportTest, CannotFitProgramsThatAreTooLarge) {
  program_.set_version(std::string(1000, 'v'));
  (*program_.mutable_counters())["tool/a"] = 3;
  EXPECT_THAT(FitReport(report_, 100), SizeIs(1));
  EXPECT_THAT(program_.counters(), IsEmpty());
}

}  // namespace
}  // namespace telemetry
