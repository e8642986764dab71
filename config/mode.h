// A user's telemetry mode: whether programs count for a collector, and whether reports may be
// uploaded to it.
//
//   const ModeDecision decision = DecideMode(TelemetryRoot(TelemetryRoot::DefaultPath()), collector);
//   if (decision.mode == Mode::kOff) return;
//
// Several parties have a say: whoever built the program, the machine's administrator, the shell
// that starts it, and the user, once for everything and once for each collector. The most
// restrictive mode wins, and the decision names the first of them, in the order of `ModeRule`, that
// imposes it. Only the user's mode file for a collector can raise the mode to `on`; everything else
// can only restrict it.
//
// The counting library links this: no absl::Status, no protobuf, no exceptions, no static
// initialisers. Everything here is stateless and therefore thread-safe.

#ifndef CONFIG_MODE_H_
#define CONFIG_MODE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "config/found_file.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"

namespace telemetry {

// Ordered: each mode allows what the modes before it allow, and more.
enum class Mode {
  kOff,    // Nothing is written, nothing is sent.
  kLocal,  // Programs count; the counts stay on this machine.
  kOn,     // Also, the approved part of the weekly reports may be uploaded.
};

// "off", "local" or "on", and back. ParseMode() is case-sensitive and returns nullopt for any other
// word.
absl::string_view ModeName(Mode mode);
std::optional<Mode> ParseMode(absl::string_view word);

// What a mode file holds.
struct ModeFile {
  Mode mode;
  // The day of the user's consent, YYYY-MM-DD, UTC; empty if the file has none or an invalid one.
  std::string consent_day;
};

// Parses the contents of a mode file, `MODE` or `MODE YYYY-MM-DD`, ignoring white space around it.
// Go reads it the same way, except that it takes an unknown word for consent to count; here the
// result is then empty, and Decide() answers `off`.
std::optional<ModeFile> ParseModeFile(absl::string_view contents);

// Parses an administrator's policy: one word, the highest mode that users of this machine can have
// (so `on` restricts nothing). `#` starts a comment that runs to the end of the line. Empty if the
// contents are anything else.
std::optional<Mode> ParsePolicy(absl::string_view contents);

// Who decided, in order of precedence.
enum class ModeRule {
  kBuiltWithout,      // The program was built with --define=telemetry=off.
  kPolicy,            // The machine's policy file. One that cannot be read or understood means off.
  kEnvironment,       // GOTELEMETRY=off|local or DO_NOT_TRACK=1.
  kCi,                // A continuous integration system runs the program: it never uploads.
  kNoDirectory,       // There is no telemetry directory, since there is no home directory: off.
  kForeignDirectory,  // It is somebody else's, such as a user's for a program that root runs: off.
  kOffForAll,         // Go's mode file says off, which is meant for everything.
  kUnreadableModeFile,  // A mode file, Go's or the collector's, cannot be read or understood: off.
  kDoubtfulConsent,  // The mode file says `on`, but others can write it or its directories: local.
  kModeFile,         // The mode file of the collector, or of Go if the decision is for Go.
  kDefault,          // Nobody has said anything: local.
};

// For people and scripts: "policy", "environment", "ci", "mode file", ...
absl::string_view ModeRuleName(ModeRule rule);

// Everything that the decision depends on.
struct DecisionInputs {
  bool built_without = false;
  bool has_directory = true;
  // If there is none: why.
  std::string why_no_directory = "";
  // Whose the telemetry root is, in words, if it is neither the user's nor root's; empty otherwise.
  std::string foreign_directory = "";
  FoundFile policy;
  // The first of the collector's directories, from the root to those with its counts and reports,
  // that others can write, and so could put files into that are not the user's; empty if there is
  // none.
  std::string doubtful_directory = "";
  // Go's mode file. For a collector only its `off` counts.
  FoundFile go_mode;
  // The collector's mode file; nullopt if the decision is for programs that name no collector, which
  // count beside Go's and obey its mode file.
  std::optional<FoundFile> collector_mode;
  // The relevant variables that are set, in order of precedence.
  std::vector<std::pair<std::string, std::string>> environment;
};

struct ModeDecision {
  Mode mode = Mode::kOff;
  // The mode for making reports. It differs from `mode` only under kCi, which forbids sending
  // reports but not making them.
  Mode report_mode = Mode::kOff;
  ModeRule rule = ModeRule::kDefault;
  // What exactly decided: "GOTELEMETRY=off", the path of a file, or for kNoDirectory and
  // kForeignDirectory why, in words. Empty for kBuiltWithout and kDefault.
  std::string detail;
  // When the user consented, as in ModeFile; set whichever rule decided.
  std::string consent_day;

  // Meaningful only in a decision for a collector: nothing of Go's is ever uploaded by us.
  bool may_upload() const { return mode == Mode::kOn; }
};

// The decision. Pure.
//
// GOTELEMETRY restricts to `off` or `local`; empty or `on` restricts nothing, and any other value
// means `off`. DO_NOT_TRACK, CI and the variables like CI count as set unless they are empty, `0`
// or `false`.
ModeDecision Decide(const DecisionInputs& inputs);

// Why nothing of the user's may be written in the directory `path`: it, or for root a directory above
// it, belongs to somebody else, "/home/u belongs to user 1000, not to user 0". Empty if it may.
std::string WhyForeign(const std::string& path);

// Returns the value of an environment variable, or null.
using Getenv = absl::FunctionRef<const char*(const char* name)>;

inline constexpr char kPolicyPath[] = "/etc/gotelemetry/policy";

// Collects the inputs of a decision about `collector`; nullopt for programs that name none. Reads
// `policy_path` and the mode files; never writes or blocks.
DecisionInputs ReadDecisionInputs(const TelemetryRoot& root,
                                  const std::optional<HostPort>& collector,
                                  const std::string& policy_path, Getenv getenv);

// The decision for this process.
ModeDecision DecideMode(const TelemetryRoot& root, const std::optional<HostPort>& collector);

}  // namespace telemetry

#endif  // CONFIG_MODE_H_
