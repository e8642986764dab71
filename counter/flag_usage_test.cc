#include "counter/flag_usage.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

ABSL_FLAG(int, jobs, 1, "");
ABSL_FLAG(bool, color, true, "");
ABSL_FLAG(bool, notes, false, "");
ABSL_FLAG(std::string, pattern, "", "");

namespace telemetry {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// What a run of the tool with these arguments counts.
std::map<std::string, uint64_t> CountsOf(std::vector<const char*> arguments) {
  const TelemetrySandbox sandbox;
  arguments.insert(arguments.begin(), "tool");
  RunInChild([&] {
    Open({.program = "example.com/tool"});
    CountFlagUsage("tool/flag", static_cast<int>(arguments.size()), arguments.data());
  });
  return sandbox.Counts();
}

TEST(FlagUsageTest, CountsNamesAndNeverValues) {
  EXPECT_THAT(CountsOf({"--jobs=4", "--pattern=secret", "input.txt"}),
              UnorderedElementsAre(Pair("tool/flag:jobs", 1), Pair("tool/flag:pattern", 1)));
}

TEST(FlagUsageTest, KnowsEverySpellingOfAFlag) {
  for (const char* argument : {"--color", "-color", "--nocolor", "-nocolor", "--color=false"}) {
    EXPECT_THAT(CountsOf({argument}), UnorderedElementsAre(Pair("tool/flag:color", 1))) << argument;
  }
}

TEST(FlagUsageTest, FlagWhoseNameStartsWithNoIsItself) {
  EXPECT_THAT(CountsOf({"--notes"}), UnorderedElementsAre(Pair("tool/flag:notes", 1)));
}

TEST(FlagUsageTest, CountsFlagOnceInARun) {
  EXPECT_THAT(CountsOf({"--color", "--nocolor", "--color"}),
              UnorderedElementsAre(Pair("tool/flag:color", 1)));
}

TEST(FlagUsageTest, ValueThatLooksLikeAFlagIsAValue) {
  EXPECT_THAT(CountsOf({"--pattern", "--color", "--jobs", "--notes"}),
              UnorderedElementsAre(Pair("tool/flag:pattern", 1), Pair("tool/flag:jobs", 1)));
}

TEST(FlagUsageTest, CountsNothingThatIsNoFlagOfTheProgram) {
  EXPECT_THAT(CountsOf({"--password=hunter2", "--nojobs", "-", "", "color", "--=x", "---color"}),
              IsEmpty());
}

TEST(FlagUsageTest, StopsAtTheEndOfTheFlags) {
  EXPECT_THAT(CountsOf({"--", "--color"}), IsEmpty());
}

TEST(FlagUsageTest, ValueMayBeMissing) {
  EXPECT_THAT(CountsOf({"--jobs"}), UnorderedElementsAre(Pair("tool/flag:jobs", 1)));
}

}  // namespace
}  // namespace telemetry
