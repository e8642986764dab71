// Completion of a command line in a shell. The shell's script asks the program for candidates, so
// that all shells offer the same, and always what this build has.
//
//   absl::StatusOr<std::string> script = CompletionScript("gotelemetry", "bash");
//   out << RenderCompletions(Complete(tree, {"on", "--t"}));   // --tls-roots

#ifndef CMD_INTERNAL_COMPLETION_H_
#define CMD_INTERNAL_COMPLETION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cmd/internal/command_tree.h"

namespace telemetry::cmd {

// The command that the scripts call: `PROGRAM __complete WORD...`.
inline constexpr char kCompleteCommand[] = "__complete";

inline constexpr absl::string_view kShells[] = {"bash", "zsh", "fish"};

struct Completion {
  std::string word;
  std::string description;  // a line
};

struct Completions {
  std::vector<Completion> words;
  // What else fits: names of files, of directories, or nothing (kNone).
  ValueKind paths = ValueKind::kNone;
};

// Returns what the last of `words`, which follow the program's name, can become; it may be empty.
// Options are offered once a "-" is typed. Pure.
Completions Complete(const CommandTree& tree, absl::Span<const std::string> words);

// Returns a line `word TAB description` for each word; the last line is ":files" or ":directories"
// if such fit.
std::string RenderCompletions(const Completions& completions);

// Returns what `shell`, one of kShells, reads in order to complete command lines of `program`.
// InvalidArgument for another shell. Pure.
absl::StatusOr<std::string> CompletionScript(absl::string_view program, absl::string_view shell);

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_COMPLETION_H_
