#include "cmd/internal/command.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cmd/internal/command_tree.h"

namespace telemetry::cmd {
namespace {

void ThrowIfWrong(const std::string& option, const std::string& error) {
  if (!error.empty()) throw CLI::ValidationError(option, error);
}

}  // namespace

Option& Option::Value(const std::string& name) {
  parsed_.option_text(name);
  value_ = name;
  return *this;
}

Option& Option::File(const std::string& name) {
  kind_ = ValueKind::kFile;
  return Value(name);
}

Option& Option::Directory(const std::string& name) {
  kind_ = ValueKind::kDirectory;
  return Value(name);
}

Option& Option::OneOf(const std::string& name, std::vector<std::string> choices) {
  kind_ = ValueKind::kChoice;
  choices_ = std::move(choices);
  Check([this](const std::string& value) -> std::string {
    if (std::count(choices_.begin(), choices_.end(), value) > 0) return "";
    return absl::StrCat("\"", value, "\" is none of ", absl::StrJoin(choices_, ", "));
  });
  return Value(name);
}

OptionTree Option::Describe() const {
  OptionTree tree = {.names = {}, .kind = kind_, .value = value_, .choices = choices_};
  for (const std::string& name : parsed_.get_snames()) tree.names.push_back("-" + name);
  for (const std::string& name : parsed_.get_lnames()) tree.names.push_back("--" + name);
  if (tree.names.empty()) tree.names.push_back(parsed_.get_name());
  tree.description = parsed_.get_description();
  tree.is_argument = parsed_.get_positional();
  tree.is_required = parsed_.get_required();
  tree.is_repeatable = parsed_.get_items_expected_max() > 1 && kind_ != ValueKind::kNone;
  return tree;
}

Option& Option::Required() {
  parsed_.required();
  return *this;
}

Option& Option::Check(const TakeValue& check) {
  parsed_.check(check);
  return *this;
}

Option& Option::Range(int64_t least, int64_t most) {
  return Check([least, most](const std::string& value) -> std::string {
    int64_t number = 0;
    if (absl::SimpleAtoi(value, &number) && number >= least && number <= most) return "";
    return absl::StrCat("\"", value, "\" is not a number from ", least,
                        most == std::numeric_limits<int64_t>::max() ? std::string(" on")
                                                                    : absl::StrCat(" to ", most));
  });
}

Option& Option::Separator(char separator) {
  parsed_.delimiter(separator);
  return *this;
}

Option& Option::OneValueEach() {
  parsed_.allow_extra_args(false);
  return *this;
}

Option& Option::TakeLast() {
  parsed_.take_last();
  return *this;
}

Option& Option::Excludes(Option& other) {
  parsed_.excludes(&other.parsed_);
  return *this;
}

Option& Option::Needs(Option& other) {
  parsed_.needs(&other.parsed_);
  return *this;
}

Command& Command::AddCommand(const std::string& name, const std::string& description) {
  parsed_.require_subcommand(1);
  CLI::App& parsed = *parsed_.add_subcommand(name, description);
  parsed.require_subcommand(0)->footer("")->group("Commands");  // not what it inherits
  commands_.push_back(std::make_unique<Command>(parsed));
  return *commands_.back();
}

Command& Command::Alias(const std::string& name) {
  parsed_.alias(name);
  return *this;
}

Option& Command::Add(CLI::Option& parsed, ValueKind kind) {
  // Otherwise the help lists types, bounds and what excludes what.
  parsed.option_text(" ");
  options_.push_back(std::make_unique<Option>(parsed, kind));
  return *options_.back();
}

Option& Command::AddFlag(const std::string& name, bool& value, const std::string& description) {
  return Add(*parsed_.add_flag(name, value, description), ValueKind::kNone);
}

Option& Command::AddOption(const std::string& name, std::string& value,
                           const std::string& description) {
  return Add(*parsed_.add_option(name, value, description));
}

Option& Command::AddOption(const std::string& name, std::vector<std::string>& values,
                           const std::string& description) {
  return Add(*parsed_.add_option(name, values, description));
}

Option& Command::AddOption(const std::string& name, int& value, const std::string& description) {
  return Add(*parsed_.add_option(name, value, description));
}

Option& Command::AddOption(const std::string& name, std::optional<int>& value,
                           const std::string& description) {
  return Add(*parsed_.add_option_function<int>(
      name, [&value](const int& number) { value = number; }, description));
}

Option& Command::AddOption(const std::string& name, int64_t& value,
                           const std::string& description) {
  return Add(*parsed_.add_option(name, value, description));
}

Option& Command::AddOption(const std::string& name, uint64_t& value,
                           const std::string& description) {
  return Add(*parsed_.add_option(name, value, description));
}

Option& Command::AddOption(const std::string& name, double& value, const std::string& description) {
  return Add(*parsed_.add_option(name, value, description));
}

Option& Command::AddOption(const std::string& name, const TakeValue& take,
                           const std::string& description) {
  return Add(*parsed_.add_option_function<std::string>(
      name, [name, take](const std::string& value) { ThrowIfWrong(name, take(value)); },
      description));
}

Option& Command::AddRepeatedOption(const std::string& name, const TakeValue& take,
                                   const std::string& description) {
  return Add(*parsed_.add_option_function<std::vector<std::string>>(
      name,
      [name, take](const std::vector<std::string>& values) {
        for (const std::string& value : values) ThrowIfWrong(name, take(value));
      },
      description));
}

Option& Command::option(const std::string& name) {
  const CLI::Option* const parsed = parsed_.get_option(name);
  for (const std::unique_ptr<Option>& option : options_) {
    if (&option->parsed_ == parsed) return *option;
  }
  throw CLI::OptionNotFound(name);
}

void Command::SetAction(std::function<void()> action, std::function<std::string()> check) {
  parsed_.callback([action = std::move(action), check = std::move(check)] {
    if (const std::string error = check == nullptr ? "" : check(); !error.empty()) {
      throw CLI::ValidationError(error, CLI::ExitCodes::ValidationError);
    }
    action();
  });
}

void Command::BeforeActions(std::function<void()> call) {
  parsed_.parse_complete_callback(std::move(call));
}

void Command::SetFooter(const std::string& footer) {
  footer_ = footer;
  ShowFooter();
}

void Command::AddExample(const std::string& command_line, const std::string& meaning) {
  examples_.push_back({command_line, meaning});
  ShowFooter();
}

void Command::ShowFooter() {
  std::string text = footer_;
  if (!examples_.empty()) absl::StrAppend(&text, text.empty() ? "" : "\n\n", "Examples:");
  for (const Explained& example : examples_) {
    absl::StrAppend(&text, "\n  ", example.what, "\n      ", example.meaning);
  }
  parsed_.footer(text);
}

const Command* Command::FindCommand(const std::string& name) const {
  for (const std::unique_ptr<Command>& command : commands_) {
    if (command->parsed_.check_name(name)) return command.get();
  }
  return nullptr;
}

std::string Command::Help(const std::string& parents) const {
  // App::help() would print that of the command which the user has named.
  const std::string path =
      parents.empty() ? parsed_.get_name() : absl::StrCat(parents, " ", parsed_.get_name());
  return parsed_.get_formatter()->make_help(&parsed_, path, CLI::AppFormatMode::Normal);
}

void Command::LetOptionsFollowCommands() { parsed_.fallthrough(); }

CommandTree Command::Describe() const {
  CommandTree tree = {.name = parsed_.get_name(),
                      .aliases = parsed_.get_aliases(),
                      .description = parsed_.get_description(),
                      .footer = footer_,
                      .examples = examples_,
                      .options_may_follow = parsed_.get_fallthrough()};
  tree.options.push_back(
      {.names = {"-h", "--help"}, .description = "Print this help message and exit"});
  if (const CLI::Option* const version = parsed_.get_version_ptr(); version != nullptr) {
    tree.options.push_back({.names = {"--version"}, .description = version->get_description()});
  }
  for (const std::unique_ptr<Option>& option : options_) tree.options.push_back(option->Describe());
  for (const std::unique_ptr<Command>& command : commands_) {
    tree.commands.push_back(command->Describe());
  }
  return tree;
}

}  // namespace telemetry::cmd
