#include "cmd/gotelemetry/testing/command_fixture.h"

#include <stdlib.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/command_line.h"
#include "config/mode.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {
CommandFixture::CommandFixture(AddCommand command) : command_(command), root_(temp_dir_.path()) {
  for (const auto& [name, value] :
       ReadDecisionInputs(TelemetryRoot(""), std::nullopt, kPolicyPath, [](const char* name) {
         return getenv(name);
       }).environment) {
    unsetenv(name.c_str());
  }
}

Outcome CommandFixture::Run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"--dir", root_.path()});
  std::ostringstream out;
  std::ostringstream err;
  const int exit_status = RunCommandLine({command_}, std::move(arguments), out, err);
  return {exit_status, out.str(), err.str()};
}

void CommandFixture::Write(const std::string& path, absl::string_view contents) const {
  const std::string full_path = absl::StrCat(root_.path(), "/", path);
  const absl::Status directory = EnsureDirectory(full_path.substr(0, full_path.rfind('/')));
  ASSERT_TRUE(directory.ok()) << directory;
  const absl::Status file = WriteFileAtomically(full_path, contents);
  ASSERT_TRUE(file.ok()) << file;
}

std::string CommandFixture::Read(const std::string& path) const {
  return ReadFile(absl::StrCat(root_.path(), "/", path), 1 << 20).value_or("(none)");
}

}  // namespace telemetry::cmd
