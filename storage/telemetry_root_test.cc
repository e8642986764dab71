#include "storage/telemetry_root.h"

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"

namespace telemetry {
namespace {

TEST(TelemetryRootTest, KeepsGosDirectoryWhereItIs) {
  const TelemetryRoot root("/home/u/.config/go/telemetry/");
  EXPECT_EQ(root.path(), "/home/u/.config/go/telemetry");
  EXPECT_EQ(root.go().mode_path(), "/home/u/.config/go/telemetry/mode");
  EXPECT_TRUE(root.exists());
  EXPECT_FALSE(TelemetryRoot("").exists());
}

TEST(TelemetryRootTest, HasADirectoryForEachCollector) {
  const TelemetryRoot root("/t");
  EXPECT_EQ(root.collector(*ParseCollector("Stats.example.com")).mode_path(),
            "/t/collectors/stats.example.com_443/mode");
  EXPECT_EQ(root.collector(*ParseCollector("[::1]:8080")).path(), "/t/collectors/[__1]_8080");
}

TEST(TelemetryRootTest, FindsTheCollectorOfAFolder) {
  for (const absl::string_view address :
       {"stats.example.com:443", "my_host:1", "10.0.0.1:65535", "[::1]:8080", "[fe80::a]:443"}) {
    const std::optional<HostPort> collector = ParseCollector(address);
    EXPECT_EQ(CollectorOfFolder(CollectorFolderName(*collector)), collector) << address;
  }
}

TEST(TelemetryRootTest, IgnoresFoldersThatAreNoCollectors) {
  for (const absl::string_view name :
       {"", ".", "..", "_", "host", "_443", "host_", "host_x", "host_0", "host_0443", "HOST_443",
        "host:443", "a..b_443", "[0__1]_443", "[__1]", "[__1]443", ".git", "host_443.bak"}) {
    EXPECT_EQ(CollectorOfFolder(name), std::nullopt) << name;
  }
}

struct PathCase {
  const char* gotelemetry_dir;
  const char* xdg_config_home;
  const char* home;
  const char* want;
};

TEST(TelemetryRootTest, FirstVariableThatNamesADirectoryDecides) {
  const PathCase kCases[] = {
      {"/d", "/x", "/h", "/d"},
      {"", "/x", "/h", "/x/go/telemetry"},
      {"", "", "/h", "/h/.config/go/telemetry"},
      {"", "", "", ""},
      {"", "relative", "/h", "/h/.config/go/telemetry"},
      // Not another directory than the one that was asked for.
      {"relative", "/x", "/h", ""},
      {"~/tel", "/x", "/h", ""},
      {"", "", "relative", ""},
      {"", "", ".", ""},
      {"", "", "~", ""},
  };
  for (const PathCase& c : kCases) {
    EXPECT_EQ(TelemetryRoot::PathFor(c.gotelemetry_dir, c.xdg_config_home, c.home), c.want)
        << c.gotelemetry_dir << "|" << c.xdg_config_home << "|" << c.home;
  }
}

TEST(TelemetryRootTest, SaysWhichVariableNamesNoDirectory) {
  EXPECT_EQ(TelemetryRoot::WhyNoPathFor("", ""), "HOME is not set");
  EXPECT_EQ(TelemetryRoot::WhyNoPathFor("", "."), "HOME=. is no absolute path");
  EXPECT_EQ(TelemetryRoot::WhyNoPathFor("~/tel", "/h"),
            "GOTELEMETRY_DIR=~/tel is no absolute path (only a shell knows ~)");
}

}  // namespace
}  // namespace telemetry
