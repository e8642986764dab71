// The telemetry mode of a user: whether programs count, and whether reports may be uploaded.
//
//   telemetry::Decision decision = telemetry::DecideMode(root);
//   if (decision.mode == telemetry::Mode::kOff) return;
//
// Several people have a say: whoever builds the program, the machine's administrator, the shell
// that starts it, and the user. The mode is the most restrictive of what they say, and the decision
// names the first of them, in the order of `Rule`, that says just that. Only the user's mode file
// can raise the mode to `on`; everything else can only restrict it.
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

// "off", "local" or "on", and back. The empty optional for any other word: case matters.
absl::string_view ModeName(Mode mode);
std::optional<Mode> ParseMode(absl::string_view word);

// What `<root>/mode` holds.
struct ModeFile {
  Mode mode;
  // The day of the user's consent, YYYY-MM-DD, UTC; empty if the file has none or one that is no
  // date.
  std::string asof;
  // Whether the consent is also for the collector that the file beside it names. The sign of it is a
  // newline at the end: SetMode() (consent.h) writes one, Go's tools never do.
  bool names_collector = false;
};

// Parses the contents of a mode file, `MODE` or `MODE YYYY-MM-DD`, white space around it ignored.
// Go reads it the same way, but takes a word that it does not know for consent to count; here the
// result is then empty, and Decide() answers `off`.
std::optional<ModeFile> ParseModeFile(absl::string_view contents);

// Parses an administrator's policy: one word, the highest mode that users of this machine can have
// (`on` therefore restricts nothing); `#` starts a comment that reaches to the end of the line.
// Empty if it is anything else.
std::optional<Mode> ParsePolicy(absl::string_view contents);

// Who decided, in the order in which they are asked.
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

// A small file as it was found. It is unreadable if it has more than 4096 bytes, is not a regular
// file, or is to be found through a symbolic link that leads nowhere, whether of the file itself or
// of a directory above it. A policy is unreadable also if there is a file in place of its directory.
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
  // The variables that matter and are set, in the order of being asked for.
  std::vector<std::pair<std::string, std::string>> environment;
};

struct Decision {
  Mode mode = Mode::kOff;
  // The mode for making reports: the same, but for kCi, which forbids to send and not to make.
  Mode report_mode = Mode::kOff;
  Rule rule = Rule::kDefault;
  // What exactly decided: "GOTELEMETRY=off", or the path of a file. Empty for kBuiltWithout,
  // kNoDirectory and kDefault.
  std::string detail;
  // As in ModeFile. When the user consented, which holds whatever rule decided.
  std::string asof;
  // The collector that this consent is for, HOST:PORT. Empty if there is none: a consent that has
  // been withdrawn does not come back with a later one given to Go's tools, not even on the same
  // day.
  std::string collector;

  bool may_upload() const { return mode == Mode::kOn; }
};

// The decision, a function of its argument alone.
//
// GOTELEMETRY restricts to `off` or `local`; empty or `on` it says nothing, and any other value
// means `off`. DO_NOT_TRACK, and CI with its relatives, count as set unless empty, `0` or `false`.
Decision Decide(const DecisionInputs& inputs);

// Returns the value of an environment variable, or null.
using Getenv = absl::FunctionRef<const char*(const char* name)>;

inline constexpr char kPolicyPath[] = "/etc/gotelemetry/policy";

// Finds the inputs of a decision. `root` is the telemetry directory; empty if there is none. Reads
// `policy_path`, `<root>/mode` and `<root>/collector`, and never writes or waits.
DecisionInputs ReadDecisionInputs(const std::string& root, const std::string& policy_path,
                                  Getenv getenv);

// The decision for this process about the telemetry directory `root`.
Decision DecideMode(const std::string& root);

}  // namespace telemetry

#endif  // CONFIG_MODE_H_
