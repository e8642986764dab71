#include "cmd/gotelemetry/web_view/open_browser.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry::cmd {
namespace {

bool HasScreenWith(const std::map<std::string, std::string>& environment) {
  return HasScreen([&environment](const char* name) -> const char* {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  });
}

TEST(HasScreenTest, IsWhatTheEnvironmentSays) {
  EXPECT_FALSE(HasScreenWith({}));
  EXPECT_FALSE(HasScreenWith({{"DISPLAY", ""}}));
  EXPECT_TRUE(HasScreenWith({{"DISPLAY", ":0"}}));
  EXPECT_TRUE(HasScreenWith({{"WAYLAND_DISPLAY", "wayland-0"}}));
}

std::string Contents(const std::string& path) {
  std::ostringstream contents;
  contents << std::ifstream(path).rdbuf();
  return contents.str();
}

TEST(OpenBrowserTest, HandsTheAddressToXdgOpen) {
  const TempDir directory;
  const std::string program = directory.path() + "/xdg-open";
  const std::string told = directory.path() + "/told";
  std::ofstream(program) << "#!/bin/sh\nprintf %s \"$1\" >" << told << ".new\nmv " << told
                         << ".new " << told << "\n";
  chmod(program.c_str(), 0700);
  setenv("PATH", (directory.path() + ":/usr/bin:/bin").c_str(), 1);
  ASSERT_TRUE(OpenBrowser("http://localhost:4040/"));
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (Contents(told).empty() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_EQ(Contents(told), "http://localhost:4040/");
}

TEST(OpenBrowserTest, SaysThatThereIsNone) {
  setenv("PATH", "/nonexistent", 1);
  EXPECT_FALSE(OpenBrowser("http://localhost:4040/"));
}

}  // namespace
}  // namespace telemetry::cmd
