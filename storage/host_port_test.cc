#include "storage/host_port.h"

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

std::string Spelled(absl::string_view text) {
  const std::optional<HostPort> parsed = ParseHostPort(text);
  return parsed.has_value() ? parsed->ToString() : "none";
}

std::string Collector(absl::string_view text) {
  const std::optional<HostPort> parsed = ParseCollector(text);
  return parsed.has_value() ? parsed->ToString() : "none";
}

TEST(HostPortTest, SpellsEachAddressInOneWay) {
  EXPECT_EQ(Spelled("Stats.Example.com:443"), "stats.example.com:443");
  EXPECT_EQ(Spelled("my_host-1:65535"), "my_host-1:65535");
  EXPECT_EQ(Spelled("10.0.0.1:0"), "10.0.0.1:0");
  EXPECT_EQ(Spelled("[0:0:0:0:0:0:0:1]:80"), "[::1]:80");
  EXPECT_EQ(Spelled("[FE80::A]:80"), "[fe80::a]:80");
  EXPECT_EQ(Spelled("[fe80::1%Eth0]:80"), "[fe80::1%Eth0]:80");
}

TEST(HostPortTest, RefusesWhatIsNoAddress) {
  for (const absl::string_view text : {"",
                                       ":",
                                       ":80",
                                       "host",
                                       "host:",
                                       "host:x",
                                       "host:-1",
                                       "host:+1",
                                       "host:080",
                                       "host:65536",
                                       "host:99999999999999999999",
                                       "host:80:80",
                                       "a..b:80",
                                       ".a:80",
                                       "a.:80",
                                       "..:80",
                                       "a/b:80",
                                       "a b:80",
                                       "a\n:80",
                                       "[::1]",
                                       "[::1:80",
                                       "::1:80",
                                       "[host]:80",
                                       "[::1]x:80",
                                       "h\xc3\xb6st:80",
                                       "[fe80::1%]:80",
                                       "[fe80::1%a/b]:80",
                                       "user@host:80"}) {
    EXPECT_EQ(Spelled(text), "none") << text;
  }
  EXPECT_EQ(Spelled(std::string(64, 'a') + ":80"), "none");
  EXPECT_EQ(Spelled(std::string(63, 'a') + ":80"), std::string(63, 'a') + ":80");
  std::string long_name;
  while (long_name.size() < 254) long_name += "a.";
  EXPECT_EQ(Spelled(long_name + "a:80"), "none");
}

TEST(HostPortTest, TakesTheDefaultPortIfThereIsOne) {
  EXPECT_EQ(ParseHostPort("host", 5)->port(), 5);
  EXPECT_EQ(ParseHostPort("[::1]", 5)->ToString(), "[::1]:5");
  EXPECT_EQ(ParseHostPort("host:6", 5)->port(), 6);
  EXPECT_FALSE(ParseHostPort("host:", 5).has_value());
}

TEST(HostPortTest, TakesACollectorAsPeopleWriteIt) {
  EXPECT_EQ(Collector("Telemetry.Example.com"), "telemetry.example.com:443");
  EXPECT_EQ(Collector("telemetry.example.com:8443"), "telemetry.example.com:8443");
  EXPECT_EQ(Collector("https://telemetry.example.com/config?x#y"), "telemetry.example.com:443");
  EXPECT_EQ(Collector("https://telemetry.example.com:8443"), "telemetry.example.com:8443");
  EXPECT_EQ(Collector("https://[::1]:8443/"), "[::1]:8443");
  for (const absl::string_view text :
       {"http://telemetry.example.com", "https://", "host:0", "[fe80::1%eth0]",
        "telemetry.example.com/config", "https://user@host/"}) {
    EXPECT_EQ(Collector(text), "none") << text;
  }
}

TEST(HostPortTest, ListensEverywhereWithoutAHost) {
  EXPECT_EQ(ParseListenAddress(":8080")->host(), "");
  EXPECT_EQ(ParseListenAddress(":8080")->port(), 8080);
  EXPECT_FALSE(ParseListenAddress(":8080")->IsLoopback());
  EXPECT_EQ(ParseListenAddress("[::]:0")->ToString(), "[::]:0");
  EXPECT_FALSE(ParseListenAddress(":").has_value());
  EXPECT_FALSE(ParseListenAddress("localhost").has_value());
}

TEST(HostPortTest, KnowsThisMachine) {
  for (const absl::string_view text :
       {"localhost:1", "LOCALHOST:1", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1"}) {
    EXPECT_TRUE(ParseHostPort(text)->IsLoopback()) << text;
  }
  for (const absl::string_view text :
       {"localhost.example.com:1", "127.1.example.com:1", "128.0.0.1:1", "[::2]:1"}) {
    EXPECT_FALSE(ParseHostPort(text)->IsLoopback()) << text;
  }
}

}  // namespace
}  // namespace telemetry
