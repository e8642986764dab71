#include "counter/program_info.h"

#include <sys/utsname.h>

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using testing::MatchesRegex;

TEST(ProgramInfoTest, NamesTheCompilerAndItsVersion) {
  EXPECT_THAT(std::string(CompilerVersion()), MatchesRegex("(gcc|clang)[0-9]+\\.[0-9]+\\.[0-9]+"));
}

TEST(ProgramInfoTest, NamesTheMachineAsGoDoes) {
  utsname machine;
  ASSERT_EQ(uname(&machine), 0);
  EXPECT_EQ(Goos(), "linux");
  const std::map<std::string, std::string> names = {{"x86_64", "amd64"}, {"aarch64", "arm64"}};
  const auto name = names.find(machine.machine);
  ASSERT_NE(name, names.end()) << "add " << machine.machine << " to this test";
  EXPECT_EQ(std::string(Goarch()), name->second);
}

}  // namespace
}  // namespace telemetry
