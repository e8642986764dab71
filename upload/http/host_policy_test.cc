#include "upload/http/host_policy.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

const std::vector<std::string>& Allowed() {
  static const auto& hosts = *new std::vector<std::string>{"localhost:4040", "127.0.0.1:4040"};
  return hosts;
}

// The status of the refusal, or 0.
int RefusalStatus(HttpHeaders headers) {
  const std::optional<HttpReply> refusal =
      RefuseForeignHost(Allowed(), {.method = "GET", .path = "/", .headers = std::move(headers)});
  return refusal.has_value() ? refusal->status : 0;
}

TEST(HostPolicyTest, TakesItsOwnHosts) {
  EXPECT_EQ(RefusalStatus({{"Host", "localhost:4040"}}), 0);
  EXPECT_EQ(RefusalStatus({{"host", "LOCALHOST:4040"}}), 0);
  EXPECT_EQ(RefusalStatus({{"Host", "127.0.0.1:4040"}, {"Origin", "http://localhost:4040"}}), 0);
}

TEST(HostPolicyTest, RefusesOtherHosts) {
  for (const char* host : {"evil.example", "evil.example:4040", "localhost", "localhost:4041",
                           "localhost:4040.evil.example", "", "127.0.0.1:4040 "}) {
    EXPECT_EQ(RefusalStatus({{"Host", host}}), 421) << host;
  }
  EXPECT_EQ(RefusalStatus({}), 421);
  EXPECT_EQ(RefusalStatus({{"Host", "localhost:4040"}, {"Host", "evil.example"}}), 421);
  EXPECT_EQ(RefusalStatus({{"Host", "localhost:4040"}, {"Host", "localhost:4040"}}), 421);
}

TEST(HostPolicyTest, RefusesPagesOfOtherOrigins) {
  for (const char* origin : {"http://evil.example", "null", "https://localhost", "file://",
                             "ftp://localhost:4040", "localhost:4040"}) {
    EXPECT_EQ(RefusalStatus({{"Host", "localhost:4040"}, {"Origin", origin}}), 403) << origin;
  }
}

TEST(HostPolicyTest, TakesEveryHostIfNoneIsNamed) {
  const HttpRequest request{.method = "GET", .path = "/", .headers = {{"Host", "any.example"}}};
  EXPECT_FALSE(RefuseForeignHost({}, request).has_value());
}

}  // namespace
}  // namespace telemetry
