// Commands and their options: what RunProgram() parses, and what help, completion and manual pages
// are made of.
//
//   Command& merge = app.AddCommand("merge", "Write the dataset of a day");
//   const auto options = std::make_shared<MergeOptions>();
//   merge.AddOption("--out", options->out_dir, "Where to write").Directory("DIR").Required();
//   merge.AddFlag("--json", options->json, "Print JSON");
//   merge.SetAction([&context, options] { context.Check(Merge(*options)); });
//
// Only this library and program.h know which parser is behind it: its header takes seconds to
// compile. Not thread-safe. A command owns its options and its commands; variables and functions
// that are given to it outlive the parsing and execution of the command line.

#ifndef CMD_INTERNAL_COMMAND_H_
#define CMD_INTERNAL_COMMAND_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cmd/internal/command_tree.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace telemetry::cmd {

// Takes a value of an option; returns why it is wrong, or "".
using TakeValue = std::function<std::string(const std::string& value)>;

// A flag `--name`, an option `--name VALUE`, or an argument `NAME`. Each function returns itself.
class Option {
 public:
  // Of a flag if it takes no value.
  explicit Option(CLI::Option& parsed, ValueKind kind) : parsed_(parsed), kind_(kind) {}
  Option(const Option&) = delete;
  Option& operator=(const Option&) = delete;

  // What the help calls the value: anything, a file, a directory. For an argument, what follows its
  // name; "..." means that there may be several.
  Option& Value(const std::string& name);
  Option& File(const std::string& name);
  Option& Directory(const std::string& name);
  // One of these; another one is wrong usage.
  Option& OneOf(const std::string& name, std::vector<std::string> choices);

  Option& Required();
  // Each value must pass.
  Option& Check(const TakeValue& check);
  // Each value must be a number within these bounds.
  Option& Range(int64_t least, int64_t most);
  // A value is a list with this between its items.
  Option& Separator(char separator);
  // `--name A B`: B is an argument, although several values are allowed.
  Option& OneValueEach();
  // If it is given repeatedly, the last value counts.
  Option& TakeLast();
  Option& Excludes(Option& other);
  Option& Needs(Option& other);

 private:
  friend class Command;

  OptionTree Describe() const;

  CLI::Option& parsed_;
  ValueKind kind_;
  std::string value_;
  std::vector<std::string> choices_;
};

class Command {
 public:
  explicit Command(CLI::App& parsed) : parsed_(parsed) {}
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // Adds a command to this one, of which the user must then name one.
  Command& AddCommand(const std::string& name, const std::string& description);
  Command& Alias(const std::string& name);

  // `name` is "--name", or "NAME" for an argument. Lines of a description are broken by hand.
  Option& AddFlag(const std::string& name, bool& value, const std::string& description);
  Option& AddOption(const std::string& name, std::string& value, const std::string& description);
  Option& AddOption(const std::string& name, std::vector<std::string>& values,
                    const std::string& description);
  Option& AddOption(const std::string& name, int& value, const std::string& description);
  Option& AddOption(const std::string& name, std::optional<int>& value,
                    const std::string& description);
  Option& AddOption(const std::string& name, int64_t& value, const std::string& description);
  Option& AddOption(const std::string& name, uint64_t& value, const std::string& description);
  Option& AddOption(const std::string& name, double& value, const std::string& description);
  // Of a value of another type; `take` is called for each value.
  Option& AddOption(const std::string& name, const TakeValue& take, const std::string& description);
  Option& AddRepeatedOption(const std::string& name, const TakeValue& take,
                            const std::string& description);

  // The option of that name, which has been added.
  Option& option(const std::string& name);

  // What the command does. `check` comes first: why the options do not fit together, or "".
  void SetAction(std::function<void()> action, std::function<std::string()> check = nullptr);

  // Called when the command line has been understood, before the action of the command in it.
  void BeforeActions(std::function<void()> call);

  // Text below the options; examples come after it.
  void SetFooter(const std::string& footer);
  void AddExample(const std::string& command_line, const std::string& meaning);

  // Options of this command may also follow the names of its commands, which are added later.
  void LetOptionsFollowCommands();

  // This command and all below it, in the order of the help.
  CommandTree Describe() const;

  // The command below this one with that name or alias; nullptr if there is none.
  const Command* FindCommand(const std::string& name) const;
  // What `--help` prints; `parents` is the path before its name, such as "gotelemetry prompt".
  std::string Help(const std::string& parents) const;

 private:
  Option& Add(CLI::Option& parsed, ValueKind kind = ValueKind::kText);
  void ShowFooter();

  CLI::App& parsed_;
  std::vector<std::unique_ptr<Command>> commands_;
  std::vector<std::unique_ptr<Option>> options_;
  std::string footer_;
  std::vector<Explained> examples_;
};

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_COMMAND_H_
