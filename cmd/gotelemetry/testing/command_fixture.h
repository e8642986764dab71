// For tests of commands: a command line with one command, and a telemetry directory of its own.

#ifndef CMD_GOTELEMETRY_TESTING_COMMAND_FIXTURE_H_
#define CMD_GOTELEMETRY_TESTING_COMMAND_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/command_line.h"
#include "gtest/gtest.h"
#include "storage/telemetry_dir.h"
#include "tests/util/temp_dir.h"

namespace telemetry::cmd {

// What a command left behind.
struct Outcome {
  int exit_status;
  std::string out;
  std::string err;
};

class CommandFixture : public testing::Test {
 protected:
  // Makes an empty telemetry directory; nothing in the environment decides the mode.
  explicit CommandFixture(AddCommand command);

  // Runs `gotelemetry --dir DIR ARGUMENTS`.
  Outcome Run(std::vector<std::string> arguments) const;

  // Puts a file into the telemetry directory, under a path relative to it.
  void Write(const std::string& path, absl::string_view contents) const;

  // The contents of a file of the telemetry directory; "(none)" if it is not there.
  std::string Read(const std::string& path) const;

  const TelemetryDir& dir() const { return dir_; }

 private:
  const AddCommand command_;
  const TempDir temp_dir_;
  const TelemetryDir dir_;
};

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_TESTING_COMMAND_FIXTURE_H_
