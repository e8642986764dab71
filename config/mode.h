// A user's telemetry mode: whether programs count, and whether reports may be uploaded.
//
//   telemetry::Decision decision = telemetry::DecideMode(root);
//   if (decision.mode == telemetry::Mode::kOff) return;
//
// Several parties have a say: whoever built the program, the machine's administrator, the shell
// that starts it, and the user. The most restrictive mode wins, and the decision names the first of
// them, in the order of `Rule`, that imposes it. Only the user's mode file can raise the mode to
// `on`; everything else can only restrict it.
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

// What `<root>/mode` holds.
struct ModeFile {
  Mode mode;
  // The day of the user's consent, YYYY-MM-DD, UTC; empty if the file has none or an invalid one.
  std::string asof;
  // Whether the consent also covers the collector that the file `collector` names. A newline at the
  // end says so: SetMode() (consent.h) writes one, Go's tools never do.
  bool names_collector = false;
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
enum class Rule {
  kBuiltWithout,  // The program was built with --define=telemetry=off.
  kPolicy,        // The machine's policy file. One that cannot be read or understood means off.
  kEnvironment,   // GOTELEMETRY=off|local or DO_NOT_TRACK=1.
  kCi,            // A continuous integration system runs the program: it never uploads.
  kNoDirectory,   // There is no telemetry directory, since there is no home directory: off.
  kUnreadableModeFile,  // The mode file exists but cannot be read or understood: off.
  kModeFile,            // The user's mode file.
  kDefault,             // Nobody has said anything: local.
};

// For people and scripts: "policy", "environment", "ci", "mode file", ...
absl::string_view RuleName(Rule rule);

// A small file as it was found. It is unreadable if it is larger than 4096 bytes, is not a regular
// file, or is reached through a dangling symbolic link, whether of the file itself or of a
// directory above it. A policy is also unreadable if a file stands in place of its directory.
struct FoundFile {
  enum class State { kAbsent, kUnreadable, kRead };
  State state = State::kAbsent;
  std::string path;
  std::string contents;
};

// Everything that the decision depends on.
struct DecisionInputs {
  bool built_without = false;
  bool has_directory = true;
  FoundFile policy;
  FoundFile mode;
  FoundFile collector;  // `HOST:PORT YYYY-MM-DD`, the date as in the mode file
  // The relevant variables that are set, in order of precedence.
  std::vector<std::pair<std::string, std::string>> environment;
};

struct Decision {
  Mode mode = Mode::kOff;
  // The mode for making reports. It differs from `mode` only under kCi, which forbids sending
  // reports but not making them.
  Mode report_mode = Mode::kOff;
  Rule rule = Rule::kDefault;
  // What exactly decided: "GOTELEMETRY=off", or the path of a file. Empty for kBuiltWithout,
  // kNoDirectory and kDefault.
  std::string detail;
  // When the user consented, as in ModeFile; set whichever rule decided.
  std::string asof;
  // The collector that this consent is for, HOST:PORT. Empty if there is none: consent that was
  // withdrawn does not come back when the user consents again with Go's tools, not even on the same
  // day.
  std::string collector;

  bool may_upload() const { return mode == Mode::kOn; }
};

// The decision. Pure.
//
// GOTELEMETRY restricts to `off` or `local`; empty or `on` restricts nothing, and any other value
// means `off`. DO_NOT_TRACK, CI and the variables like CI count as set unless they are empty, `0`
// or `false`.
Decision Decide(const DecisionInputs& inputs);

// Returns the value of an environment variable, or null.
using Getenv = absl::FunctionRef<const char*(const char* name)>;

inline constexpr char kPolicyPath[] = "/etc/gotelemetry/policy";

// Collects the inputs of a decision. `root` is the telemetry directory, empty if there is none.
// Reads `policy_path`, `<root>/mode` and `<root>/collector`; never writes or blocks.
DecisionInputs ReadDecisionInputs(const std::string& root, const std::string& policy_path,
                                  Getenv getenv);

// The decision for this process about the telemetry directory `root`.
Decision DecideMode(const std::string& root);

}  // namespace telemetry

#endif  // CONFIG_MODE_H_
