#include "cmd/collector/service/config_file.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cmd/internal/command_tree.h"
#include "cmd/internal/suggestion.h"
#include "storage/files/file.h"

namespace telemetry::collector {
namespace {

constexpr size_t kMaxFileBytes = 64 << 10;

const cmd::OptionTree* FindOption(const cmd::CommandTree& command, const std::string& name) {
  for (const cmd::OptionTree& option : command.options) {
    if (name != "--help" && name != kConfigFileOption &&
        std::count(option.names.begin(), option.names.end(), name) > 0) {
      return &option;
    }
  }
  return nullptr;
}

bool IsGiven(const std::string& name, absl::Span<const std::string> given) {
  return std::any_of(given.begin(), given.end(), [&name](const std::string& argument) {
    return argument == name || absl::StartsWith(argument, absl::StrCat(name, "="));
  });
}

std::string UnknownKey(const cmd::CommandTree& command, const std::string& key) {
  std::vector<std::string> keys;
  for (const cmd::OptionTree& option : command.options) {
    for (const absl::string_view name : option.names) {
      if (FindOption(command, std::string(name)) != nullptr) keys.emplace_back(name.substr(2));
    }
  }
  const std::string meant = cmd::Suggestion(key, keys);
  return absl::StrCat("unknown key \"", key, "\"",
                      meant.empty() ? "" : absl::StrCat(", did you mean \"", meant, "\"?"));
}

// What a line stands for; nullopt if for nothing. The message of an error has no place.
absl::StatusOr<std::optional<std::string>> ArgumentOf(const cmd::CommandTree& command,
                                                      const std::string& key,
                                                      const std::string& value) {
  const std::string name = absl::StrCat("--", key);
  const cmd::OptionTree* const option = FindOption(command, name);
  if (option == nullptr) return absl::InvalidArgumentError(UnknownKey(command, key));
  if (option->kind != cmd::ValueKind::kNone) return absl::StrCat(name, "=", value);
  if (value == "true") return name;
  if (value == "false") return std::nullopt;
  return absl::InvalidArgumentError(
      absl::StrCat(key, " is neither true nor false but \"", value, "\""));
}

// The value of --config-file; nullopt if it is not given, or without a value.
std::optional<std::string> PathIn(const std::vector<std::string>& arguments) {
  const std::string with_value = absl::StrCat(kConfigFileOption, "=");
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (absl::StartsWith(arguments[i], with_value)) return arguments[i].substr(with_value.size());
    if (arguments[i] == kConfigFileOption && i + 1 < arguments.size()) return arguments[i + 1];
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseConfigFile(absl::string_view text,
                                                         absl::string_view path,
                                                         const cmd::CommandTree& command,
                                                         absl::Span<const std::string> given) {
  std::vector<std::string> arguments;
  std::set<std::string> keys;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line[0] == '#') continue;
    const auto fail = [&](absl::string_view why) {
      return absl::InvalidArgumentError(absl::StrCat(path, ":", number, ": ", why));
    };
    const size_t equals = line.find('=');
    if (equals == absl::string_view::npos) return fail("the line is not KEY = VALUE");
    const std::string key(absl::StripAsciiWhitespace(line.substr(0, equals)));
    const std::string value(absl::StripAsciiWhitespace(line.substr(equals + 1)));
    const absl::StatusOr<std::optional<std::string>> argument = ArgumentOf(command, key, value);
    if (!argument.ok()) return fail(argument.status().message());
    if (!keys.insert(key).second) return fail(absl::StrCat(key, " has been set before"));
    if (argument->has_value() && !IsGiven(absl::StrCat("--", key), given)) {
      arguments.push_back(**argument);
    }
  }
  return arguments;
}

absl::StatusOr<std::vector<std::string>> AddConfigFile(const cmd::CommandTree& command,
                                                       std::vector<std::string> arguments) {
  const std::optional<std::string> path = PathIn(arguments);
  if (!path.has_value()) return arguments;
  const absl::StatusOr<std::string> text = ReadFile(*path, kMaxFileBytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<std::vector<std::string>> added =
      ParseConfigFile(*text, *path, command, arguments);
  if (!added.ok()) return added.status();
  std::move(added->begin(), added->end(), std::back_inserter(arguments));
  return arguments;
}

}  // namespace telemetry::collector
