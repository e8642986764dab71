// What a new upload config changes, in what it approves and not in how it is written.
//
//   std::vector<ConfigChange> changes = DiffConfigs(old_config, new_config);
//   out << ChangesToText(changes);
//
// There is no change exactly if ApprovedCounters (config/upload_config/approved_counters.h) answers every
// question about the two configs alike, on every day. So it does not matter in which order or in
// how many entries something stands, whether names are in one list or apart, or whether a version is listed
// that the MinVersion approves anyway. Titles, owners and the like are not questions.
//
// All functions are pure. They take time and memory linear in the size of the expanded configs, but
// for sorting.

#ifndef CONFIG_APPROVAL_CONFIG_DIFF_H_
#define CONFIG_APPROVAL_CONFIG_DIFF_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {

struct ConfigChange {
  enum class Kind {
    kApproved,   // may leave a machine now, and could not before
    kWithdrawn,  // the reverse
    kVersions,   // of a program or of compilers, or released builds: added or removed
    kChanged,    // approved before and after, with another rate or end
  };

  Kind kind;
  std::string program;  // empty for what is said of all programs
  std::string what;     // "program", "counter", "stack", "GOOS", "GOARCH", "GoVersion", "version",
                        // "MinVersion", "SampleRate", "file", "build"
  std::string name;     // of the item; empty for a program, a MinVersion, the SampleRate
  std::string before;   // kChanged and kVersions; empty if it was not there
  std::string after;

  friend bool operator==(const ConfigChange& a, const ConfigChange& b) = default;
};

// "approved", "withdrawn", "versions" or "changed".
absl::string_view ConfigChangeKindName(ConfigChange::Kind kind);

// In this order: what is said of all programs, then each program by name. Both configs must have
// passed CheckUploadConfig().
std::vector<ConfigChange> DiffConfigs(const v1::UploadConfig& before,
                                      const v1::UploadConfig& after);

// A line for each change: `+ example.com/mytool: counter tool/editor:vim`, with `-` for what was
// withdrawn and `~` for the rest. Empty if there is none.
std::string ChangesToText(const std::vector<ConfigChange>& changes);

// Lists under headings, for a review or a release note.
std::string ChangesToMarkdown(const std::vector<ConfigChange>& changes);

// {"Changes":[{"Kind":"approved","Program":...,"What":...,"Name":...,"Before":...,"After":...}]}
std::string ChangesToJson(const std::vector<ConfigChange>& changes);

}  // namespace telemetry

#endif  // CONFIG_APPROVAL_CONFIG_DIFF_H_
