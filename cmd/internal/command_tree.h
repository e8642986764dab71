// The commands and options of a program as data, of which completion and the manual page are made.
//
//   const CommandTree tree = app.Describe();
//   for (const CommandTree& command : tree.commands) out << command.name;

#ifndef CMD_INTERNAL_COMMAND_TREE_H_
#define CMD_INTERNAL_COMMAND_TREE_H_

#include <string>
#include <vector>

namespace telemetry::cmd {

// What the value of an option is.
enum class ValueKind {
  kNone,  // it has none: it is a flag
  kText,
  kChoice,
  kFile,
  kDirectory,
};

struct OptionTree {
  std::vector<std::string> names;  // such as -h and --help; or the one name of
                                   // an argument, such as FILE
  ValueKind kind = ValueKind::kNone;
  std::string value = {};                 // what the help calls it, such as DIR; "" for a flag
  std::vector<std::string> choices = {};  // of kChoice
  std::string description = {};           // with line breaks
  bool is_argument = false;
  bool is_required = false;
  bool is_repeatable = false;
};

// A command line or a variable, and what it does.
struct Explained {
  std::string what;
  std::string meaning;
};

struct CommandTree {
  std::string name = {};
  std::vector<std::string> aliases = {};
  std::string description = {};
  std::string footer = {};
  std::vector<Explained> examples = {};
  std::vector<OptionTree> options = {};
  std::vector<CommandTree> commands = {};
  // The options may also follow the names of its commands.
  bool options_may_follow = false;
};

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_COMMAND_TREE_H_
