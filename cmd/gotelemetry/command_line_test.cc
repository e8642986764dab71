#include "cmd/gotelemetry/command_line.h"

#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cmd/gotelemetry/all_commands.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using ::testing::HasSubstr;

// Returns what `gotelemetry ARGUMENTS` prints, and its exit status if that is not 0.
std::string Gotelemetry(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const int status = RunCommandLine(AllCommands(), arguments, out, err);
  return absl::StrCat(out.str(), err.str(), status == kDone ? "" : absl::StrCat("-> ", status));
}

TEST(CommandLineTest, HelpIsAsReviewed) {
  std::string help = Gotelemetry({"--help"});
  for (const char* command :
       {"on", "local", "off", "env", "view", "approved", "prompt", "preview", "report", "upload",
        "clean", "csv", "dump", "export", "symbolize", "inc", "help", "completion", "man"}) {
    absl::StrAppend(&help, "\n==== ", command, "\n", Gotelemetry({command, "--help"}));
  }
  for (const char* command : {"status", "reset"}) {
    absl::StrAppend(&help, "\n==== prompt ", command, "\n",
                    Gotelemetry({"prompt", command, "--help"}));
  }
  std::ifstream file("cmd/gotelemetry/testdata/help.txt");
  const std::string reviewed(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(help, reviewed) << help;
}

TEST(CommandLineTest, ACommandIsNeeded) {
  EXPECT_EQ(Gotelemetry({}),
            "gotelemetry: a command is needed; gotelemetry --help lists them\n-> 2");
}

TEST(CommandLineTest, AnUnknownCommandIsWrongUsage) {
  EXPECT_EQ(Gotelemetry({"frobnicate"}),
            "gotelemetry: unknown command or option \"frobnicate\"; see gotelemetry --help\n-> 2");
}

TEST(CommandLineTest, AnUnknownOptionIsWrongUsage) {
  EXPECT_EQ(Gotelemetry({"env", "--yaml"}),
            "gotelemetry: unexpected argument \"--yaml\"; see gotelemetry env --help\n-> 2");
}

TEST(CommandLineTest, AnOptionWithoutItsValueIsWrongUsage) {
  EXPECT_EQ(Gotelemetry({"env", "--dir"}), "gotelemetry: --dir needs a value\n-> 2");
  EXPECT_EQ(Gotelemetry({"env", "--dir", ""}), "gotelemetry: --dir: is empty\n-> 2");
}

// With an empty directory name, paths would start at "/", where nothing is ours.
TEST(CommandLineTest, WithoutATelemetryDirectoryOnlyEnvHasAnAnswer) {
  for (const char* variable : {"GOTELEMETRY_DIR", "XDG_CONFIG_HOME", "HOME"}) unsetenv(variable);
  const std::vector<std::vector<std::string>> kCommands = {
      {"on"},
      {"approved"},
      {"local"},
      {"off"},
      {"view", "--no-open"},
      {"view", "--text"},
      {"preview"},
      {"report"},
      {"upload"},
      {"clean"},
      {"csv"},
      {"export", "--format", "prometheus"},
      {"dump"},
      {"symbolize", "--binary", "/proc/self/exe"}};
  for (const std::vector<std::string>& command : kCommands) {
    EXPECT_EQ(Gotelemetry(command),
              "gotelemetry: there is no telemetry directory: HOME is not set\n-> 1")
        << command[0];
  }
  EXPECT_THAT(Gotelemetry({"env"}), HasSubstr("telemetry root: none, because HOME is not set\n"));
}

}  // namespace
}  // namespace telemetry::cmd
