// A private telemetry root for a test, and what was counted in it.
//
//   TEST(MyToolTest, CountsErrors) {
//     telemetry::TelemetrySandbox sandbox;
//     RunMyTool({"--bad-flag"});                           // in a process of its own, see below
//     EXPECT_EQ(sandbox.Count("mytool/errors"), 1);
//   }
//
// While it lives, $GOTELEMETRY_DIR names the root, for this process and those that it starts,
// and the variables that would turn counting off are unset. Since Open() takes effect once per
// process, a test program that calls it itself uses one sandbox for its whole run, or calls it in
// child processes.
//
// Not thread-safe, as it changes the environment. Do not copy or nest it.

#ifndef COUNTER_TESTING_TELEMETRY_SANDBOX_H_
#define COUNTER_TESTING_TELEMETRY_SANDBOX_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

class TelemetrySandbox {
 public:
  // Creates an empty directory under $TEST_TMPDIR, or /tmp. Aborts if that fails.
  TelemetrySandbox();
  // Removes the directory and restores the environment.
  ~TelemetrySandbox();

  TelemetrySandbox(const TelemetrySandbox&) = delete;
  TelemetrySandbox& operator=(const TelemetrySandbox&) = delete;

  const std::string& root() const { return root_; }

  // Counts by name, over all counter files in the root: all programs, whether they name a collector
  // or not, and all collectors. Stack names are decoded. Counts that are in memory because Open() was not called are not included. Aborts if a
  // file cannot be read.
  std::map<std::string, uint64_t> Counts() const;

  // The same, grouped by the day on which the files begin, YYYY-MM-DD.
  std::map<std::string, std::map<std::string, uint64_t>> CountsByBeginDay() const;

  // One of Counts(); 0 if it does not exist.
  uint64_t Count(absl::string_view name) const;

 private:
  std::string root_;
  // Variables that the sandbox changed, each with its former value if it had one.
  std::map<std::string, std::optional<std::string>> former_environment_;
};

}  // namespace telemetry

#endif  // COUNTER_TESTING_TELEMETRY_SANDBOX_H_
