#include "cmd/internal/shared_commands.h"

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cmd/internal/command.h"
#include "cmd/internal/program.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

// What `tool ARGUMENTS` prints, and its exit status if that is not 0.
std::string Tool(std::vector<std::string> arguments) {
  std::ostringstream printed;
  CommandOutput output{"tool", printed, printed};
  bool is_fast = false;
  const int status =
      RunProgram({.description = "Works.\n", .environment = {{"TOOL_DIR", "Where it works"}}},
                 output, std::move(arguments), [&is_fast](Command& app) {
                   Command& work = app.AddCommand("work", "Work");
                   Command& hard = work.AddCommand("hard", "Work hard").Alias("much");
                   hard.AddFlag("--fast", is_fast, "Be quick");
                   hard.AddExample("tool work hard --fast", "Be quick about it");
                   hard.SetAction([] {});
                 });
  return status == kDone ? printed.str() : absl::StrCat(printed.str(), "-> ", status);
}

TEST(HelpCommandTest, PrintsWhatTheOptionPrints) {
  EXPECT_EQ(Tool({"help"}), Tool({"--help"}));
  EXPECT_EQ(Tool({"help", "work"}), Tool({"work", "--help"}));
  EXPECT_EQ(Tool({"help", "work", "hard"}), Tool({"work", "hard", "--help"}));
  EXPECT_THAT(Tool({"help", "work", "much"}),
              AllOf(HasSubstr("Usage: tool work hard [OPTIONS]"),
                    HasSubstr("Examples:\n  tool work hard --fast\n      Be quick about it\n")));
}

TEST(HelpCommandTest, NamesTheEnvironment) {
  EXPECT_THAT(Tool({"help"}), HasSubstr("Environment:\n  TOOL_DIR              Where it works\n"));
}

TEST(HelpCommandTest, OfACommandThatThereIsNotIsWrongUsage) {
  EXPECT_EQ(Tool({"help", "work", "soft"}), "tool: tool work has no command \"soft\"\n-> 2");
}

TEST(UsageErrorTest, SaysWhatMayHaveBeenMeant) {
  EXPECT_EQ(
      Tool({"wrok"}),
      "tool: unknown command or option \"wrok\", did you mean \"work\"? See tool --help\n-> 2");
  EXPECT_EQ(Tool({"work", "hrad"}),
            "tool: unknown command or option \"hrad\", did you mean \"hard\"? See tool work "
            "--help\n-> 2");
  EXPECT_EQ(Tool({"work", "hard", "--fats"}),
            "tool: unexpected argument \"--fats\", did you mean \"--fast\"? See tool work hard "
            "--help\n-> 2");
  EXPECT_EQ(Tool({"work", "hard", "--slow"}),
            "tool: unexpected argument \"--slow\"; see tool work hard --help\n-> 2");
}

TEST(CompletionCommandTest, PrintsAScriptAndAnswersIt) {
  EXPECT_THAT(Tool({"completion", "bash"}), HasSubstr("complete -F _tool tool\n"));
  EXPECT_THAT(Tool({"completion", "sh"}), HasSubstr("none of bash, zsh, fish"));
  EXPECT_EQ(Tool({"__complete", "work", "hard", "--f"}), "--fast\tBe quick\n");
  EXPECT_EQ(Tool({"__complete", "--no-such", "--help", "wo"}), "work\tWork\n");
}

TEST(ManCommandTest, PrintsThePageOfAllCommands) {
  EXPECT_THAT(Tool({"man"}),
              AllOf(StartsWith(".TH TOOL 1 "), HasSubstr(".SS \\fBtool work hard\\fR"),
                    HasSubstr("TOOL_DIR"), HasSubstr("\\fBtool work hard \\-\\-fast\\fR")));
}

TEST(ManPageDayTest, IsThatOfTheSourceIfItIsGiven) {
  const absl::CivilDay today(2026, 11, 30);
  EXPECT_EQ(ManPageDay("1764536400", today), absl::CivilDay(2025, 11, 30));
  EXPECT_EQ(ManPageDay(nullptr, today), today);
  EXPECT_EQ(ManPageDay("yesterday", today), today);
}

}  // namespace
}  // namespace telemetry::cmd
