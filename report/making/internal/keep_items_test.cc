#include "report/making/internal/keep_items.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"

namespace telemetry::report_internal {
namespace {

using telemetry::testutil::ToolReport;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kTool[] = "example.com/tool";

TEST(KeepItemsTest, CopiesEverythingThatPassesTheRules) {
  const v1::Report report = ToolReport(0.5, R"({"a": 1})", R"({"s\nf": 2})");
  const auto keep = [](auto&&...) { return std::string(); };
  const KeptItems items = KeepItems(report, {keep, keep, keep});
  EXPECT_EQ(ReportToJson(items.report), ReportToJson(report));
  EXPECT_THAT(items.left_out, IsEmpty());
}

TEST(KeepItemsTest, ListsWhatDoesNotPassSortedAndStacksByTheirTitle) {
  const v1::Report report =
      ToolReport(0.5, R"({"b": 1, "a": 2, "keep": 3})", R"({"s\nf": 4, "s\ng": 5, "keep\nf": 6})");
  const auto keep_entry = [](const v1::ProgramReport&) { return std::string(); };
  const auto only_keep = [](absl::string_view name) {
    return std::string(name == "keep" ? "" : "no");
  };
  const KeptItems items = KeepItems(report, {keep_entry, only_keep, only_keep});
  EXPECT_EQ(ReportToJson(items.report),
            ReportToJson(ToolReport(0.5, R"({"keep": 3})", R"({"keep\nf": 6})")));
  EXPECT_THAT(items.left_out, ElementsAre(LeftOut{kTool, ItemKind::kCounter, "a", "no"},
                                          LeftOut{kTool, ItemKind::kCounter, "b", "no"},
                                          LeftOut{kTool, ItemKind::kStack, "s", "no"}));
}

TEST(KeepItemsTest, ListsAnEntryThatDoesNotPassWithoutItsItems) {
  const auto leave_out = [](auto&&...) { return std::string("no"); };
  const KeptItems items =
      KeepItems(ToolReport(0.5, R"({"a": 1})"), {leave_out, leave_out, leave_out});
  EXPECT_EQ(items.report.programs_size(), 0);
  EXPECT_THAT(items.left_out, ElementsAre(LeftOut{kTool, ItemKind::kProgram, "", "no"}));
}

TEST(KeepItemsTest, KeepsTheOrderOfAHundredThousandEntriesOfMore) {
  v1::Report report;
  for (int i = 0; i < 300'000; ++i) {
    report.add_programs()->set_program(i % 3 == 0 ? std::to_string(i) : "");
  }
  const auto is_named = [](const v1::ProgramReport& entry) {
    return std::string(entry.program().empty() ? "no" : "");
  };
  const auto keep = [](absl::string_view) { return std::string(); };
  const KeptItems items = KeepItems(std::move(report), {is_named, keep, keep});
  ASSERT_EQ(items.report.programs_size(), 100'000);
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_EQ(items.report.programs(i).program(), std::to_string(3 * i));
  }
  EXPECT_EQ(items.left_out.size(), 200'000u);
}

}  // namespace
}  // namespace telemetry::report_internal
