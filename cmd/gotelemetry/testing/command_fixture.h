// A fixture for tests of commands: a command line with one command, on its own telemetry root.

#ifndef CMD_GOTELEMETRY_TESTING_COMMAND_FIXTURE_H_
#define CMD_GOTELEMETRY_TESTING_COMMAND_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/command_line.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/util/temp_dir.h"

namespace telemetry::cmd {

// The result of a command.
struct Outcome {
  int exit_status;
  std::string out;
  std::string err;
};

class CommandFixture : public testing::Test {
 protected:
  // Creates an empty telemetry root; nothing in the environment decides the mode.
  explicit CommandFixture(AddCommand command);

  // Runs `gotelemetry --dir DIR ARGUMENTS`.
  Outcome Run(std::vector<std::string> arguments) const;

  // Writes a file in the telemetry root; its path is relative to that.
  void Write(const std::string& path, absl::string_view contents) const;

  // Returns the contents of a file in the telemetry root; "(none)" if it does not exist.
  std::string Read(const std::string& path) const;

  const TelemetryRoot& root() const { return root_; }

  // A collector's directory in the root, for paths and for messages.
  static constexpr char kCollector[] = "collectors/localhost_1/";
  TelemetryDir dir() const { return root_.collector(*ParseCollector("localhost:1")); }

 private:
  const AddCommand command_;
  const TempDir temp_dir_;
  const TelemetryRoot root_;
};

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_TESTING_COMMAND_FIXTURE_H_
