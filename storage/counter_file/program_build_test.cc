#include "storage/counter_file/program_build.h"

#include <cstddef>
#include <vector>

#include "absl/hash/hash.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

ProgramBuild Build() {
  return {.program = "p", .version = "v", .go_version = "c", .goos = "o", .goarch = "a"};
}

// Each differs from Build() in one field.
std::vector<ProgramBuild> OtherBuilds() {
  std::vector<ProgramBuild> builds(5, Build());
  builds[0].program = "z";
  builds[1].version = "z";
  builds[2].go_version = "z";
  builds[3].goos = "z";
  builds[4].goarch = "z";
  return builds;
}

TEST(ProgramBuildTest, IsOfFiveFields) {
  for (const ProgramBuild& other : OtherBuilds()) EXPECT_FALSE(other == Build());
  EXPECT_EQ(Build(), Build());
}

TEST(ProgramBuildTest, IsOrderedByTheFirstFieldFirst) {
  const std::vector<ProgramBuild> others = OtherBuilds();
  for (size_t i = 1; i < others.size(); ++i) EXPECT_LT(others[i], others[i - 1]);
  EXPECT_LT(Build(), others.back());
}

TEST(ProgramBuildTest, FieldsHaveTheOrderOfTheKeys) {
  const std::vector<ProgramBuild> others = OtherBuilds();
  for (size_t i = 0; i < others.size(); ++i) EXPECT_EQ(others[i].Texts()[i], "z");
  EXPECT_EQ(kProgramBuildKeys[2], "GoVersion");
}

TEST(ProgramBuildTest, HashesEveryField) {
  EXPECT_EQ(absl::HashOf(Build()), absl::HashOf(Build()));
  for (const ProgramBuild& other : OtherBuilds()) {
    EXPECT_NE(absl::HashOf(Build()), absl::HashOf(other));
  }
}

}  // namespace
}  // namespace telemetry
