#include "cmd/gotelemetry/web_view/loopback_address.h"

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry::cmd {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "host numeric port", or the error.
std::string Parse(absl::string_view address) {
  const absl::StatusOr<LoopbackAddress> parsed = ParseLoopbackAddress(address);
  if (!parsed.ok()) return std::string(parsed.status().message());
  return absl::StrCat(parsed->host, " ", parsed->numeric, " ", parsed->port);
}

TEST(LoopbackAddressTest, IsOnThisMachine) {
  EXPECT_EQ(Parse("localhost:4040"), "localhost 127.0.0.1 4040");
  EXPECT_EQ(Parse("127.0.0.1:0"), "127.0.0.1 127.0.0.1 0");
  EXPECT_EQ(Parse("127.1.2.3:80"), "127.1.2.3 127.1.2.3 80");
  EXPECT_EQ(Parse("[::1]:4040"), "[::1] [::1] 4040");
  EXPECT_EQ(Parse("[0:0::0:1]:4040"), "[::1] [::1] 4040");
}

TEST(LoopbackAddressTest, IsNoneThatOthersReach) {
  for (const char* address :
       {"0.0.0.0:4040", "[::]:4040", ":4040", "192.168.1.2:4040", "example.com:4040",
        "localhost.example.com:4040", "[::ffff:127.0.0.1]:80", "2130706433:80"}) {
    EXPECT_THAT(Parse(address), HasSubstr("on this machine only")) << address;
  }
}

TEST(LoopbackAddressTest, HasAPort) {
  EXPECT_THAT(ParseLoopbackAddress("localhost"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseLoopbackAddress("localhost:x"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseLoopbackAddress("localhost:65536"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(AllowedHostsTest, AreTheNamesOfTheAddress) {
  EXPECT_THAT(AllowedHosts({"localhost", "127.0.0.1", 0}, 4040),
              ElementsAre("127.0.0.1:4040", "localhost:4040"));
  EXPECT_THAT(AllowedHosts({"[::1]", "[::1]", 0}, 80), ElementsAre("[::1]:80", "localhost:80"));
}

}  // namespace
}  // namespace telemetry::cmd
