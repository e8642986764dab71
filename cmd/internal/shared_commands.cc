#include "cmd/internal/shared_commands.h"

#include <stdlib.h>

#include <cstdint>
#include <iterator>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/internal/command.h"
#include "cmd/internal/command_tree.h"
#include "cmd/internal/completion.h"
#include "cmd/internal/man_page.h"

namespace telemetry::cmd {
namespace {

// Returns why no command has that path, or "".
std::string CheckPath(const Command& app, const std::vector<std::string>& path) {
  const Command* command = &app;
  std::string name = app.Describe().name;
  for (const std::string& word : path) {
    command = command->FindCommand(word);
    if (command == nullptr) return absl::StrCat(name, " has no command \"", word, "\"");
    absl::StrAppend(&name, " ", word);
  }
  return "";
}

// `path` has been checked.
void PrintHelp(const Command& app, const std::vector<std::string>& path, std::ostream& out) {
  const Command* command = &app;
  std::string parents;
  std::string name = app.Describe().name;
  for (const std::string& word : path) {
    command = command->FindCommand(word);
    parents = name;
    absl::StrAppend(&name, " ", word);
  }
  out << command->Help(parents);
}

}  // namespace

absl::CivilDay ManPageDay(const char* epoch, absl::CivilDay today) {
  int64_t seconds = 0;
  if (epoch == nullptr || !absl::SimpleAtoi(epoch, &seconds)) return today;
  return absl::ToCivilDay(absl::FromUnixSeconds(seconds), absl::UTCTimeZone());
}

void AddSharedCommands(Command& app, const SharedCommandFacts& facts, std::ostream& out) {
  Command& help = app.AddCommand("help", "Print the help of a command");
  const auto path = std::make_shared<std::vector<std::string>>();
  help.AddOption("COMMAND", *path, "The command (default: the program)").Value("...");
  help.SetAction([&app, &out, path] { PrintHelp(app, *path, out); },
                 [&app, path] { return CheckPath(app, *path); });

  Command& completion = app.AddCommand("completion", "Print a script that completes commands");
  const auto shell = std::make_shared<std::string>();
  completion.AddOption("SHELL", *shell, "The shell: bash, zsh or fish")
      .OneOf(" ", {std::begin(kShells), std::end(kShells)})
      .Required();
  const std::string program = app.Describe().name;
  completion.AddExample(absl::StrCat("source <(", program, " completion bash)"),
                        "Complete in this bash; zsh likewise");
  completion.AddExample(absl::StrCat(program, " completion fish | source"),
                        "Complete in this fish");
  completion.SetAction([&out, program, shell] { out << *CompletionScript(program, *shell); });

  Command& man = app.AddCommand("man", "Print the manual page");
  man.AddExample(absl::StrCat(program, " man | man -l -"), "Read it");
  man.SetAction([&app, &out, facts] {
    const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
    out << ManPage(app.Describe(), {.version = facts.version,
                                    .day = ManPageDay(getenv("SOURCE_DATE_EPOCH"), today),
                                    .environment = facts.environment});
  });
}

}  // namespace telemetry::cmd
