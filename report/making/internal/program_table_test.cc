#include "report/making/internal/program_table.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "report/report.pb.h"

namespace telemetry::report_internal {
namespace {

v1::ProgramReport Program(const std::string& version, int64_t errors) {
  v1::ProgramReport program;
  program.set_program("example.com/tool");
  program.set_version(version);
  (*program.mutable_counters())["tool/errors"] = errors;
  (*program.mutable_stacks())["tool/bug\nmain"] = 1;
  return program;
}

TEST(ProgramTableTest, SumsTheCountsOfABuildAndKeepsBuildsApart) {
  ProgramTable table;
  table.Add(Program("v1.1.0", 3));
  table.Add(Program("v1.0.0", 5));
  table.Add(Program("v1.1.0", 4));
  const std::vector<v1::ProgramReport> sums = std::move(table).TakeSorted();
  ASSERT_EQ(sums.size(), 2u);
  EXPECT_EQ(sums[0].version(), "v1.0.0");
  EXPECT_EQ(sums[0].counters().at("tool/errors"), 5);
  EXPECT_EQ(sums[1].counters().at("tool/errors"), 7);
  EXPECT_EQ(sums[1].stacks().at("tool/bug\nmain"), 2);
}

TEST(ProgramTableTest, KeepsTheOrderInWhichBuildsCame) {
  ProgramTable table;
  for (const char* version : {"v1.1.0", "v1.0.0", "v1.1.0"}) table.Add(Program(version, 1));
  const std::vector<v1::ProgramReport> sums = std::move(table).Take();
  ASSERT_EQ(sums.size(), 2u);
  EXPECT_EQ(sums[0].version(), "v1.1.0");
  EXPECT_EQ(sums[1].version(), "v1.0.0");
}

TEST(ProgramTableTest, Saturates) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  ProgramTable table;
  table.Add(Program("v1.0.0", kMax - 1));
  table.Add(Program("v1.0.0", 2));
  EXPECT_EQ(std::move(table).Take()[0].counters().at("tool/errors"), kMax);

  CountMap counts;
  AddCount(counts, "a", std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(counts.at("a"), kMax);
}

}  // namespace
}  // namespace telemetry::report_internal
