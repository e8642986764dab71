// Asks a user for consent to uploads to one collector: once, at the right time, and never again
// after a no. For any tool; one that speaks the Language Server Protocol takes consent_prompt_lsp.h,
// which does this and the dialog.
//
// A command-line tool asks when its work is done, and only where somebody sits:
//
//   if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)) {
//     PromptRequest request{.root = TelemetryRoot(TelemetryRoot::DefaultPath()),
//                           .collector = *ParseCollector("telemetry.example.com")};
//     if (BeginPrompt(request).action == PromptAction::kAsk) {
//       EndPrompt(request, Ask());   // Ask() prints who would get what, and reads a line
//     }
//   }
//
// All tools and editors of a user share one record for each collector (prompt_record.h), so that the
// user gets one question however many of them there are. It is written before the question is
// shown: where nothing can be written, nobody is asked. There is no timeout; an answer counts
// whenever it comes.
//
// For programs that count: no protobuf, absl::Status, exceptions, threads or static initialisers.
// Thread-safe; any number of processes may do the same.

#ifndef CONFIG_PROMPT_CONSENT_PROMPT_H_
#define CONFIG_PROMPT_CONSENT_PROMPT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "config/prompt/prompt_decision.h"
#include "config/prompt/prompt_record.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"

namespace telemetry {

// May be set by an editor's extension or in a container image, for a tool that they start, if they
// know the user for longer than this machine does: a token from 1 to 1000, and a time in seconds
// since 1970. They count only while the record has neither.
inline constexpr char kPromptTokenVariable[] = "GOTELEMETRY_CLIENT_TOKEN";
inline constexpr char kPromptStartTimeVariable[] = "GOTELEMETRY_CLIENT_START_TIME";

struct PromptRequest {
  TelemetryRoot root;
  HostPort collector;
  PromptPolicy policy = {};
  EditorTelemetry editor = EditorTelemetry::kUnknown;
  bool has_window = true;
  // Nullopt for the system's.
  std::optional<absl::Time> now = std::nullopt;
  std::optional<uint32_t> random = std::nullopt;
};

// What DecidePrompt() decides from. Reads files and variables, and writes nothing.
PromptInputs ReadPromptInputs(const PromptRequest& request);

// Decides, and keeps the record. With the action kAsk the question is this caller's to show, and the
// attempt is on disk. Where there is a reason for silence, nothing is written.
PromptDecision BeginPrompt(const PromptRequest& request);

// Whether the question that BeginPrompt() allowed may be shown once more, without a new attempt.
// Not if the user has answered elsewhere meanwhile, or anything speaks against asking that would have
// kept BeginPrompt() silent. Writes nothing.
bool MayShowAgain(const PromptRequest& request);

enum class PromptAnswer {
  kYes,
  kNo,
  kDismissed,  // closed, or could not be shown, or the tool ended first
};

struct PromptOutcome {
  // Whether the approved part of reports may be uploaded from now on.
  bool consented = false;
  // Why it is not as the user said: what forbids it, or what could not be written. Empty if it is.
  std::string problem;
};

// Records the answer to the question that BeginPrompt() allowed. Only kYes sets the mode to `on`, for
// this collector alone, and only if still nothing forbids it. kNo withdraws a consent that was given
// elsewhere while the question was open.
PromptOutcome EndPrompt(const PromptRequest& request, PromptAnswer answer);

// Forgets what was asked and answered, so that the user is one who was never asked. Leaves the mode
// alone. Returns 0 or errno.
int ForgetPrompt(const TelemetryDir& dir);

// Where the record is, and where gopls keeps its own, which is only read: in the user's
// configuration directory, $XDG_CONFIG_HOME or $HOME/.config. Empty without one.
std::string PromptRecordPath(const TelemetryDir& dir);
std::string GoplsPromptPath(absl::string_view xdg_config_home, absl::string_view home);

}  // namespace telemetry

#endif  // CONFIG_PROMPT_CONSENT_PROMPT_H_
