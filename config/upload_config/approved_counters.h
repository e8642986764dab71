// Looks up what an upload config approves.
//
//   const ApprovedCounters approved(*std::move(config));
//   const ApprovedProgram* program = approved.FindProgram("example.com/mytool");
//   if (program == nullptr || !program->HasVersion("v1.2.3")) ...
//   const Approval* approval = program->FindCounter("mytool/errors");
//   if (approval == nullptr || approval->IsExpired(today) || x > approval->rate) ...  // it stays
//
// Immutable, hence thread-safe. A lookup takes constant time and does not allocate. Names must
// match exactly, after "chart:{a,b}" in the config has been expanded. Versions match exactly too,
// except that a program's MinVersion approves every ordinary version from it on, and a compiler's
// family in GoVersion its plain numbered releases (config/version/version_rule.h).

#ifndef CONFIG_UPLOAD_CONFIG_APPROVED_COUNTERS_H_
#define CONFIG_UPLOAD_CONFIG_APPROVED_COUNTERS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/released_builds.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {

// That a counter, or a stack counter, may be uploaded.
struct Approval {
  // It is uploaded in reports whose X is at most this.
  double rate = 0;
  // The first day, in UTC, on which it is neither uploaded nor accepted; absl::CivilDay::max() if
  // it does not expire.
  absl::CivilDay expires;
  // Of a stack: how many frames are approved, the innermost ones; 0 if the config does not say.
  int32_t depth = 0;

  bool IsExpired(absl::CivilDay day) const { return day >= expires; }

  friend bool operator==(const Approval& a, const Approval& b) = default;
};

// What is approved of one program.
class ApprovedProgram {
 public:
  bool HasVersion(absl::string_view version) const;

  // What the config says of a counter, or of a stack counter (by the first line of its name). Null
  // if it does not list it. Valid until the ApprovedCounters is destroyed or assigned.
  const Approval* FindCounter(absl::string_view name) const;
  const Approval* FindStack(absl::string_view title) const;

  // The same, only the rate, and also if it expired.
  std::optional<double> CounterRate(absl::string_view name) const;
  std::optional<double> StackRate(absl::string_view title) const;

  // The builds that a frame of its stacks may name.
  const ReleasedBuilds& builds() const { return builds_; }

 private:
  friend class ApprovedCounters;
  using Approvals = absl::flat_hash_map<std::string, Approval>;

  void AddMinVersion(const std::string& min_version);

  absl::flat_hash_set<std::string> versions_;
  std::string min_version_;  // the lowest of all entries; empty if none has any
  Approvals counters_;
  Approvals stacks_;
  ReleasedBuilds builds_;
};

// The config must have passed CheckUploadConfig() (upload_config_check.h), which limits what it
// expands to. ParseUploadConfig() sees to that.
class ApprovedCounters {
 public:
  // For a config read from a file; its version is UploadConfigVersion().
  explicit ApprovedCounters(v1::UploadConfig config);
  // For a config to which a collector gave a version.
  ApprovedCounters(v1::UploadConfig config, std::string version);

  // The config as given: unexpanded, in its original order.
  const v1::UploadConfig& config() const { return config_; }
  const std::string& version() const { return version_; }
  // A report is uploaded if its X is at most this rate, or if the rate is 0.
  double sample_rate() const { return config_.sample_rate(); }

  bool HasGoos(absl::string_view goos) const { return goos_.contains(goos); }
  bool HasGoarch(absl::string_view goarch) const { return goarch_.contains(goarch); }
  bool HasGoVersion(absl::string_view version) const;

  // Null if the config does not list the program. Valid until this object is destroyed or assigned.
  const ApprovedProgram* FindProgram(absl::string_view program) const;

 private:
  using StringSet = absl::flat_hash_set<std::string>;

  v1::UploadConfig config_;
  std::string version_;
  StringSet goos_;
  StringSet goarch_;
  StringSet go_versions_;
  absl::flat_hash_map<std::string, ApprovedProgram> programs_;
};

}  // namespace telemetry

#endif  // CONFIG_UPLOAD_CONFIG_APPROVED_COUNTERS_H_
