// A telemetry directory of a test's own, and what was counted in it.
//
//   TEST(MyToolTest, CountsErrors) {
//     telemetry::TelemetrySandbox sandbox;
//     RunMyTool({"--bad-flag"});                           // in a process of its own, see below
//     EXPECT_EQ(sandbox.Count("mytool/errors"), 1);
//   }
//
// While it lives, $GOTELEMETRY_DIR names the directory, for this process and those that it starts,
// and the variables that would turn counting off are unset. Since Open() takes effect once per
// process, a test program that calls it itself has one sandbox for its whole run, or calls it in
// child processes.
//
// Not thread-safe, as it changes the environment. Not to be copied or nested.

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
  // Makes an empty directory under $TEST_TMPDIR, or /tmp. Ends the program if that cannot be done.
  TelemetrySandbox();
  // Removes the directory and restores the environment.
  ~TelemetrySandbox();

  TelemetrySandbox(const TelemetrySandbox&) = delete;
  TelemetrySandbox& operator=(const TelemetrySandbox&) = delete;

  const std::string& root() const { return root_; }

  // Count by name over all counter files of the directory, of all programs. Stack names are
  // decoded. What counts in memory, because Open() was not called, is not there. Ends the program
  // if a file cannot be read.
  std::map<std::string, uint64_t> Counts() const;

  // The same for the files that begin on each day, YYYY-MM-DD.
  std::map<std::string, std::map<std::string, uint64_t>> CountsByBeginDay() const;

  // One of Counts(); 0 if it is not there.
  uint64_t Count(absl::string_view name) const;

 private:
  std::string root_;
  // Variables that the sandbox changed, each with its former value if it had one.
  std::map<std::string, std::optional<std::string>> former_environment_;
};

}  // namespace telemetry

#endif  // COUNTER_TESTING_TELEMETRY_SANDBOX_H_
