#include "upload/client/connection/proxy.h"

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Variables = std::map<std::string, std::string>;

absl::StatusOr<std::optional<Proxy>> Choose(const Variables& variables,
                                            const char* collector = "stats.example.com") {
  return ChooseProxy(*ParseCollector(collector), [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

// "VARIABLE: HOST:PORT CREDENTIALS", or "direct", or "error".
std::string Chosen(const Variables& variables, const char* collector = "stats.example.com") {
  const absl::StatusOr<std::optional<Proxy>> proxy = Choose(variables, collector);
  if (!proxy.ok()) return "error";
  if (!proxy->has_value()) return "direct";
  return (*proxy)->variable + ": " + (*proxy)->address.ToString() + " " + (*proxy)->credentials;
}

TEST(ChooseProxyTest, ConnectsDirectlyIfNoneIsNamed) {
  EXPECT_EQ(Chosen({}), "direct");
  EXPECT_EQ(Chosen({{"https_proxy", ""}, {"no_proxy", "*"}}), "direct");
}

TEST(ChooseProxyTest, KnowsEachVariableInItsOrder) {
  Variables variables;
  for (const char* name : {"HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY",
                           "https_proxy", "grpc_proxy"}) {
    variables[name] = "http://proxy.example:3128";
    EXPECT_EQ(Chosen(variables), std::string(name) + ": proxy.example:3128 ");
  }
}

struct ValueCase {
  const char* value;
  const char* chosen;
};

TEST(ChooseProxyTest, UnderstandsWhatPeopleWrite) {
  const ValueCase kCases[] = {
      {"http://proxy.example:3128", "proxy.example:3128 "},
      {"http://proxy.example:3128/", "proxy.example:3128 "},
      {"HTTP://Proxy.Example", "proxy.example:80 "},
      {"proxy.example:3128", "proxy.example:3128 "},
      {"proxy.example", "proxy.example:80 "},
      {"http://[2001:db8::1]:3128", "[2001:db8::1]:3128 "},
      {"http://user:secret@proxy.example:3128", "proxy.example:3128 user:secret"},
      {"user:secret@proxy.example:3128", "proxy.example:3128 user:secret"},
      {"http://user:p%40ss%3a%25@proxy.example:3128", "proxy.example:3128 user:p@ss:%"},
      {"http://us@er:x@proxy.example:3128", "proxy.example:3128 us@er:x"},
  };
  for (const ValueCase& c : kCases) {
    EXPECT_EQ(Chosen({{"HTTPS_PROXY", c.value}}), std::string("HTTPS_PROXY: ") + c.chosen)
        << c.value;
  }
}

TEST(ChooseProxyTest, ConnectsNotAroundAProxyThatItCannotUse) {
  for (const char* value :
       {"https://proxy.example:3128", "socks5://proxy.example:1080", "socks5h://x", "http://",
        "http://proxy.example:99999", "http://proxy.example:0", "http://pro xy", "http://u%:p@p:1",
        "http://u%4:p@p:1", "://proxy.example"}) {
    EXPECT_THAT(Choose({{"all_proxy", value}}),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         AllOf(HasSubstr("all_proxy"), HasSubstr("nothing is sent around it"))))
        << value;
  }
}

TEST(ChooseProxyTest, SaysNoPassword) {
  for (const char* value : {"socks5://user:secret@proxy.example", "http://user:secret@pro xy",
                            "http://user:secret%@proxy.example"}) {
    EXPECT_THAT(Choose({{"HTTPS_PROXY", value}}).status().ToString(), Not(HasSubstr("secret")));
  }
}

TEST(ChooseProxyTest, NoProxyLeadsToThisMachine) {
  for (const char* collector : {"localhost:8443", "127.0.0.1:8443", "[::1]:8443"}) {
    EXPECT_EQ(Chosen({{"https_proxy", "socks5://x"}}, collector), "direct") << collector;
  }
}

TEST(ChooseProxyTest, KnowsEachVariableThatExcludes) {
  for (const char* name : {"no_grpc_proxy", "no_proxy", "NO_PROXY"}) {
    EXPECT_EQ(Chosen({{"https_proxy", "proxy.example"}, {name, "example.com"}}), "direct") << name;
  }
  EXPECT_EQ(Chosen({{"https_proxy", "proxy"}, {"no_proxy", "other"}, {"NO_PROXY", "*"}}),
            "https_proxy: proxy:80 ");
}

struct NoProxyCase {
  const char* list;
  const char* collector;
  bool is_in;
};

TEST(IsInNoProxyTest, MatchesHostsAddressesBlocksAndPorts) {
  const NoProxyCase kCases[] = {
      {"", "stats.example.com", false},
      {"*", "stats.example.com", true},
      {" , * ", "stats.example.com", true},
      {"stats.example.com", "stats.example.com", true},
      {"STATS.Example.Com", "stats.example.com", true},
      {"example.com", "stats.example.com", true},
      {".example.com", "stats.example.com", true},
      {".example.com", "example.com", true},
      {"*.example.com", "stats.example.com", true},
      {"ample.com", "stats.example.com", false},
      {"stats.example.com.org", "stats.example.com", false},
      {"com", "stats.example.com", true},
      {".", "stats.example.com", false},
      {"a.example, b.example , stats.example.com", "stats.example.com", true},
      {"a.example b.example\tstats.example.com", "stats.example.com", true},
      {"stats.example.com:443", "stats.example.com", true},
      {"stats.example.com:8443", "stats.example.com", false},
      {"example.com:8443", "stats.example.com:8443", true},
      {"203.0.113.7", "203.0.113.7", true},
      {"203.0.113.7", "203.0.113.70", false},
      {"203.0.113.7:443", "203.0.113.7", true},
      {"203.0.113.7:444", "203.0.113.7", false},
      {"203.0.113.0/24", "203.0.113.7", true},
      {"203.0.112.0/23", "203.0.113.7", true},
      {"203.0.113.0/29", "203.0.113.8", false},
      {"0.0.0.0/0", "203.0.113.8", true},
      {"203.0.113.0/33", "203.0.113.8", false},
      {"203.0.113.0/24", "stats.example.com", false},
      {"203.0.113.0/24", "[2001:db8::1]", false},
      {"2001:db8::1", "[2001:db8::1]", true},
      {"[2001:db8::1]", "[2001:db8::1]", true},
      {"[2001:DB8:0::1]:443", "[2001:db8::1]", true},
      {"[2001:db8::1]:444", "[2001:db8::1]", false},
      {"2001:db8::/32", "[2001:db8::1]", true},
      {"2001:db9::/32", "[2001:db8::1]", false},
  };
  for (const NoProxyCase& c : kCases) {
    EXPECT_EQ(IsInNoProxy(c.list, *ParseCollector(c.collector)), c.is_in)
        << c.list << " and " << c.collector;
  }
}

}  // namespace
}  // namespace telemetry
