#include "cmd/internal/completion.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace telemetry::cmd {
namespace {

// In the scripts @ stands for the program's name.
constexpr absl::string_view kBashScript =
    R"sh(# Completion of @ in bash: source <(@ completion bash)
_@() {
  local program=${COMP_WORDS[0]/#\~/$HOME} current=${COMP_WORDS[COMP_CWORD]} line
  [[ $current == = ]] && current=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files)
        compopt -o filenames
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
        ;;
      :directories)
        compopt -o filenames
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$current")
        ;;
      *) COMPREPLY+=("${line%%$'\t'*}") ;;
    esac
  done < <("$program" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _@ @
)sh";

constexpr absl::string_view kZshScript = R"sh(#compdef @
# Completion of @ in zsh: source <(@ completion zsh), or as the file _@ in a folder of $fpath.
_@() {
  local line paths= before= program=${words[1]/#\~/$HOME}
  local -a found
  if compset -P '--[^=]##='; then before=$IPREFIX; fi
  while IFS= read -r line; do
    line=${line#$before}
    case $line in
      :files | :directories) paths=$line ;;
      *) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
    esac
  done < <("$program" __complete "${(@Q)words[2,CURRENT-1]}" "$before${(Q)PREFIX}" 2>/dev/null)
  case $paths in
    :files) _files ;;
    :directories) _files -/ ;;
  esac
  ((${#found})) && _describe @ found
}
if [[ ${funcstack[1]-} == _@ ]]; then _@ "$@"; else compdef _@ @; fi
)sh";

constexpr absl::string_view kFishScript = R"sh(# Completion of @ in fish: @ completion fish | source
function __@_complete
    set -l words (commandline --cut-at-cursor --tokenize --current-process)
    set -l current (commandline --cut-at-cursor --current-token)
    set -l before (string match --regex -- '^--[^=]*=' "$current")
    for line in (command $words[1] __complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                set -l paths (__fish_complete_path (string replace -- "$before" '' "$current"))
                test -n "$paths" && printf "$before%s\n" $paths
            case :directories
                set -l paths (__fish_complete_directories (string replace -- "$before" '' "$current") '')
                test -n "$paths" && printf "$before%s\n" $paths
            case '*'
                printf '%s\n' $line
        end
    end
end
complete --command @ --no-files --arguments '(__@_complete)'
)sh";

std::string OnOneLine(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\n", " "}, {"\t", " "}});
}

bool HasName(const OptionTree& option, const std::string& word) {
  return std::count(option.names.begin(), option.names.end(), word) > 0;
}

// Where a command line has got to.
class Position {
 public:
  explicit Position(const CommandTree& tree) : commands_{&tree} {}

  void Read(const std::string& word) {
    if (word == "=") return;  // bash makes it a word of its own
    if (value_of_ != nullptr) {
      value_of_ = nullptr;
    } else if (word == "--") {
      only_arguments_ = true;
    } else if (!only_arguments_ && word.size() > 1 && word[0] == '-') {
      ReadOption(word);
    } else if (const CommandTree* const command = FindCommand(word); command != nullptr) {
      commands_.push_back(command);
    } else {
      ++arguments_;
    }
  }

  Completions CompleteNext(const std::string& word) const {
    const std::string start = word == "=" ? "" : word;
    if (value_of_ != nullptr) return Values(*value_of_, start, "");
    const size_t equals = word.find('=');
    if (!only_arguments_ && absl::StartsWith(word, "--") && equals != std::string::npos) {
      const OptionTree* const option = FindOption(word.substr(0, equals));
      if (option == nullptr) return {};
      return Values(*option, word.substr(equals + 1), word.substr(0, equals + 1));
    }
    if (!only_arguments_ && absl::StartsWith(word, "-")) return Options(word);
    return commands_.back()->commands.empty() ? Arguments(word) : Commands(word);
  }

 private:
  void ReadOption(const std::string& word) {
    const OptionTree* const option = FindOption(word.substr(0, word.find('=')));
    if (option == nullptr) return;
    used_.insert(option);
    if (option->kind != ValueKind::kNone && !absl::StrContains(word, "=")) value_of_ = option;
  }

  const CommandTree* FindCommand(const std::string& word) const {
    for (const CommandTree& command : commands_.back()->commands) {
      if (command.name == word ||
          std::count(command.aliases.begin(), command.aliases.end(), word)) {
        return &command;
      }
    }
    return nullptr;
  }

  // Calls `visit` with each option that may stand here.
  template <typename Visit>
  void ForEachOption(const Visit& visit) const {
    for (const CommandTree* const command : commands_) {
      if (command != commands_.back() && !command->options_may_follow) continue;
      for (const OptionTree& option : command->options) {
        const bool is_parents = command != commands_.back();
        // --help and --version of a parent would be those of the parent.
        if (option.is_argument || (is_parents && option.kind == ValueKind::kNone)) continue;
        visit(option);
      }
    }
  }

  const OptionTree* FindOption(const std::string& name) const {
    const OptionTree* found = nullptr;
    ForEachOption([&](const OptionTree& option) {
      if (HasName(option, name)) found = &option;
    });
    return found;
  }

  Completions Commands(const std::string& start) const {
    Completions completions;
    for (const CommandTree& command : commands_.back()->commands) {
      if (!absl::StartsWith(command.name, start)) continue;
      completions.words.push_back({command.name, OnOneLine(command.description)});
    }
    return completions;
  }

  Completions Options(const std::string& start) const {
    Completions completions;
    ForEachOption([&](const OptionTree& option) {
      if (used_.count(&option) > 0 && !option.is_repeatable) return;
      const std::string& name = option.names.back();
      if (!absl::StartsWith(name, start)) return;
      completions.words.push_back({name, OnOneLine(option.description)});
    });
    return completions;
  }

  static Completions Values(const OptionTree& option, const std::string& start,
                            const std::string& before) {
    Completions completions;
    if (option.kind == ValueKind::kFile || option.kind == ValueKind::kDirectory) {
      completions.paths = option.kind;
    }
    for (const std::string& choice : option.choices) {
      if (absl::StartsWith(choice, start)) completions.words.push_back({before + choice, ""});
    }
    return completions;
  }

  Completions Arguments(const std::string& start) const {
    int index = 0;
    for (const OptionTree& option : commands_.back()->options) {
      if (!option.is_argument) continue;
      if (index == arguments_ || option.is_repeatable) return Values(option, start, "");
      ++index;
    }
    return {};
  }

  std::vector<const CommandTree*> commands_;
  std::set<const OptionTree*> used_;
  const OptionTree* value_of_ = nullptr;
  bool only_arguments_ = false;
  int arguments_ = 0;
};

}  // namespace

Completions Complete(const CommandTree& tree, absl::Span<const std::string> words) {
  if (words.empty()) return {};
  Position position(tree);
  for (const std::string& word : words.first(words.size() - 1)) position.Read(word);
  return position.CompleteNext(words.back());
}

std::string RenderCompletions(const Completions& completions) {
  std::string text;
  for (const Completion& completion : completions.words) {
    absl::StrAppend(&text, completion.word, "\t", completion.description, "\n");
  }
  if (completions.paths == ValueKind::kFile) absl::StrAppend(&text, ":files\n");
  if (completions.paths == ValueKind::kDirectory) absl::StrAppend(&text, ":directories\n");
  return text;
}

absl::StatusOr<std::string> CompletionScript(absl::string_view program, absl::string_view shell) {
  absl::string_view script;
  if (shell == "bash") script = kBashScript;
  if (shell == "zsh") script = kZshScript;
  if (shell == "fish") script = kFishScript;
  if (script.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("no completion for the shell \"", shell, "\""));
  }
  // "${(@Q)" and "[@]" are zsh's and bash's own.
  return absl::StrReplaceAll(
      script, {{"[@]", "[@]"}, {"(@Q)", "(@Q)"}, {"\"$@\"", "\"$@\""}, {"@", program}});
}

}  // namespace telemetry::cmd
