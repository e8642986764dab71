// What a user is told when asked for consent: who would get what, how often, and how to undo it.
//
//   std::cerr << PromptQuestion("mytool", collector, "") << " [y/N] ";
//   if (outcome.consented) std::cerr << PromptThanks(collector, "") << "\n";
//
// `tool` is what the user calls the tool. Editors have little room (tests/editors/README.md): Emacs
// gives a dialog five lines and cuts off its beginning, VS Code shows the first 50 characters of a
// message that needs no answer, Neovim its last line. Pure.

#ifndef CONFIG_PROMPT_PROMPT_TEXTS_H_
#define CONFIG_PROMPT_PROMPT_TEXTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "storage/host_port.h"

namespace telemetry {

// The question, in one paragraph of at most 280 characters if names and paths are of usual length.
// If `preview_path` is not empty, what would be sent is in that file.
std::string PromptQuestion(absl::string_view tool, const HostPort& collector,
                           absl::string_view preview_path);

// The answers, in the order in which they are offered. The first one must not be consent: some
// editors take it for a mere Enter.
inline constexpr absl::string_view kShowChoice = "Show what would be sent";
std::string YesChoice(const HostPort& collector);
inline constexpr absl::string_view kNoChoice = "No";

// After a yes. The last line, which says how to stop, is short enough to be shown whole. If nothing
// can be uploaded yet, `why_not` says why; otherwise it is empty.
std::string PromptThanks(const HostPort& collector, absl::string_view why_not);
// After a yes that could not be made consent because of `problem`.
std::string PromptFailure(const HostPort& collector, absl::string_view problem);

// The command that undoes a yes.
std::string StopCommand(const HostPort& collector);

}  // namespace telemetry

#endif  // CONFIG_PROMPT_PROMPT_TEXTS_H_
