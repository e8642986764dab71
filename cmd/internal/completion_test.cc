#include "cmd/internal/completion.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cmd/internal/command_tree.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

OptionTree MakeOption(const std::string& name, ValueKind kind) {
  return {.names = {name}, .kind = kind, .value = "V", .description = "About\n" + name};
}

// tool [--root DIR] work [--fast] [--config FILE] [--format a|ab] [--name N...] FILE DIR
//                   list
CommandTree Tool() {
  CommandTree tool = {.name = "tool", .options_may_follow = true};
  tool.options = {{.names = {"-h", "--help"}}, MakeOption("--root", ValueKind::kDirectory)};
  CommandTree work = {.name = "work", .aliases = {"labour"}, .description = "Work"};
  work.options = {
      MakeOption("--fast", ValueKind::kNone),     MakeOption("--config", ValueKind::kFile),
      MakeOption("--format", ValueKind::kChoice), MakeOption("--name", ValueKind::kText),
      MakeOption("IN", ValueKind::kFile),         MakeOption("OUT", ValueKind::kDirectory)};
  work.options[2].choices = {"a", "ab"};
  work.options[3].is_repeatable = true;
  work.options[4].is_argument = work.options[5].is_argument = true;
  tool.commands = {work, {.name = "list", .description = "List"}};
  return tool;
}

// The candidates for the last word, and what else fits.
std::string Offered(const std::vector<std::string>& words) {
  const Completions completions = Complete(Tool(), words);
  const std::string found = absl::StrJoin(
      completions.words, " ", [](std::string* out, const Completion& each) { *out += each.word; });
  if (completions.paths == ValueKind::kFile) return absl::StrCat(found, ":files");
  if (completions.paths == ValueKind::kDirectory) return absl::StrCat(found, ":directories");
  return found;
}

TEST(CompletionTest, OffersCommands) {
  EXPECT_EQ(Offered({""}), "work list");
  EXPECT_EQ(Offered({"w"}), "work");
  EXPECT_EQ(Offered({"x"}), "");
  EXPECT_EQ(Offered({"--root", "r", "l"}), "list");
}

TEST(CompletionTest, OffersOptionsOfTheCommandAndThoseThatMayFollowIt) {
  EXPECT_EQ(Offered({"-"}), "--help --root");
  EXPECT_EQ(Offered({"work", "-"}), "--root --fast --config --format --name");
  EXPECT_EQ(Offered({"labour", "--f"}), "--fast --format");
  EXPECT_EQ(Offered({"list", "-"}), "--root");
}

TEST(CompletionTest, OffersAnOptionOnceUnlessItMayBeRepeated) {
  EXPECT_EQ(Offered({"work", "--fast", "--name", "x", "--format=a", "-"}),
            "--root --config --name");
}

TEST(CompletionTest, OffersValues) {
  EXPECT_EQ(Offered({"work", "--config", ""}), ":files");
  EXPECT_EQ(Offered({"work", "--config", "=", "f"}), ":files");  // as bash has it
  EXPECT_EQ(Offered({"work", "--config=f"}), ":files");
  EXPECT_EQ(Offered({"work", "--root", ""}), ":directories");
  EXPECT_EQ(Offered({"work", "--format", ""}), "a ab");
  EXPECT_EQ(Offered({"work", "--format", "="}), "a ab");
  EXPECT_EQ(Offered({"work", "--format", "=", "ab"}), "ab");
  EXPECT_EQ(Offered({"work", "--format=ab"}), "--format=ab");
  EXPECT_EQ(Offered({"work", "--name", ""}), "");
  EXPECT_EQ(Offered({"work", "--unknown=x"}), "");
}

TEST(CompletionTest, OffersArgumentsByTheirPlace) {
  EXPECT_EQ(Offered({"work", ""}), ":files");
  EXPECT_EQ(Offered({"work", "--fast", "in", ""}), ":directories");
  EXPECT_EQ(Offered({"work", "in", "out", ""}), "");
  EXPECT_EQ(Offered({"work", "--", "-"}), ":files");
  EXPECT_EQ(Offered({"list", ""}), "");
}

TEST(CompletionTest, IsALineForEachWord) {
  EXPECT_EQ(RenderCompletions(Complete(Tool(), {"work", "--fa"})), "--fast\tAbout --fast\n");
  EXPECT_EQ(RenderCompletions(Complete(Tool(), {"--root", ""})), ":directories\n");
}

TEST(CompletionTest, AShellThatIsNotKnownHasNoScript) {
  EXPECT_EQ(CompletionScript("tool", "sh").status().message(),
            "no completion for the shell \"sh\"");
  for (const absl::string_view shell : kShells) {
    EXPECT_NE(CompletionScript("tool", shell)->find("tool"), std::string::npos) << shell;
  }
}

}  // namespace
}  // namespace telemetry::cmd
