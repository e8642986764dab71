#include "cmd/gotelemetry/counts/inc_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "cmd/gotelemetry/command_line.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"
#include "tests/util/temp_dir.h"

namespace telemetry::cmd {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// The counters of a process are opened once, so each command has a process of its own.
class IncCommandTest : public testing::Test {
 protected:
  // Runs `gotelemetry inc ARGUMENTS` with this on standard input; returns its exit status. What it
  // prints is in printed().
  int Run(std::vector<std::string> arguments, const std::string& input = "") {
    const std::string path = files_.path() + "/input";
    std::ofstream(path) << input;
    return RunInChild([&] {
      dup2(open(path.c_str(), O_RDONLY), STDIN_FILENO);
      arguments.insert(arguments.begin(), {"--dir", sandbox_.root(), "inc"});
      std::ostringstream out;
      std::ostringstream err;
      const int status = RunCommandLine({AddIncCommand}, arguments, out, err);
      std::ofstream(files_.path() + "/printed") << out.str() << err.str();
      _exit(status);
    });
  }

  std::string printed() const {
    std::ostringstream text;
    text << std::ifstream(files_.path() + "/printed").rdbuf();
    return text.str();
  }

  const TelemetrySandbox sandbox_;
  const TempDir files_;
};

TEST_F(IncCommandTest, AddsToACounter) {
  EXPECT_EQ(Run({"ext/open"}), 0);
  EXPECT_EQ(Run({"ext/open", "41"}), 0);
  EXPECT_EQ(printed(), "");
  EXPECT_THAT(sandbox_.Counts(), UnorderedElementsAre(Pair("ext/open", 42)));
}

TEST_F(IncCommandTest, AddsToThoseThatLinesName) {
  EXPECT_EQ(Run({}, "a:b\n\na:c 5\na:b 2\n"), 0);
  EXPECT_THAT(sandbox_.Counts(), UnorderedElementsAre(Pair("a:b", 3), Pair("a:c", 5)));
}

TEST_F(IncCommandTest, CountsForTheProgramAndTheCollectorThatItIsGiven) {
  EXPECT_EQ(Run({"--collector", "stats.example.com", "--program", "example.com/ext",
                 "--program-version", "v1.2.3", "a"}),
            0);
  EXPECT_THAT(sandbox_.Counts(), UnorderedElementsAre(Pair("a", 1)));
  EXPECT_EQ(std::system(("ls " + sandbox_.root() +
                         "/collectors/stats.example.com_443/local/ext*@v1.2.3-* >/dev/null")
                            .c_str()),
            0);
}

TEST_F(IncCommandTest, CountsNothingIfALineIsWrong) {
  EXPECT_EQ(Run({}, "a\nb x\n"), 1);
  EXPECT_EQ(printed(), "gotelemetry: line 2: \"x\" is not a number from 1 on\n");
  EXPECT_EQ(Run({"a b"}), 1);
  EXPECT_EQ(Run({"a", "0"}), 1);
  EXPECT_THAT(sandbox_.Counts(), IsEmpty());
}

TEST_F(IncCommandTest, RefusesMoreThanItCanTake) {
  EXPECT_EQ(Run({}, std::string(2 << 20, '\n')), 1);
  EXPECT_THAT(printed(), HasSubstr("more than 1048576 bytes"));
}

TEST_F(IncCommandTest, IsSilentWhereTelemetryIsOff) {
  setenv("DO_NOT_TRACK", "1", 1);
  EXPECT_EQ(Run({"a"}), 0);
  unsetenv("DO_NOT_TRACK");
  EXPECT_EQ(printed(), "");
  EXPECT_THAT(sandbox_.Counts(), IsEmpty());
}

TEST_F(IncCommandTest, SaysWhyItCannotCount) {
  EXPECT_EQ(Run({"--program", "a\nb", "x"}), 1);
  EXPECT_THAT(printed(), HasSubstr("invalid program"));
  EXPECT_EQ(Run({"--collector", "not an address", "x"}), 2);
}

}  // namespace
}  // namespace telemetry::cmd
