// Looks up what an upload config approves.
//
//   const ApprovedCounters approved(*std::move(config));
//   const ApprovedProgram* program = approved.FindProgram("example.com/mytool");
//   if (program == nullptr || !program->HasVersion("v1.2.3")) ...
//   std::optional<double> rate = program->CounterRate("mytool/errors");
//   if (!rate.has_value() || x > *rate) ...  // the counter stays on this machine
//
// Immutable, hence thread-safe. A lookup takes constant time and does not allocate. Names must
// match exactly, after "chart:{a,b}" in the config has been expanded.

#ifndef CONFIG_APPROVED_COUNTERS_H_
#define CONFIG_APPROVED_COUNTERS_H_

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "config/upload_config.pb.h"

namespace telemetry {

// What is approved of one program.
class ApprovedProgram {
 public:
  bool HasVersion(absl::string_view version) const { return versions_.contains(version); }

  // The rate of a counter, or of a stack counter (by the first line of its name). It is uploaded in
  // reports whose X is at most the rate. Empty if the config does not list it.
  std::optional<double> CounterRate(absl::string_view name) const;
  std::optional<double> StackRate(absl::string_view title) const;

 private:
  friend class ApprovedCounters;
  using Rates = absl::flat_hash_map<std::string, double>;

  absl::flat_hash_set<std::string> versions_;
  Rates counters_;
  Rates stacks_;
};

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
  bool HasGoVersion(absl::string_view version) const { return go_versions_.contains(version); }

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

#endif  // CONFIG_APPROVED_COUNTERS_H_
