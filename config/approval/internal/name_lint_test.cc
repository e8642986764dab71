#include "config/approval/internal/name_lint.h"

#include "gtest/gtest.h"

namespace telemetry::config_internal {
namespace {

TEST(NameLintTest, NamesThatAReaderWouldMixUpAreTooSimilar) {
  struct Case {
    const char* a;
    const char* b;
  };
  for (const Case& c : {
           Case{"tool/parse-error", "tool/parse_error"},
           Case{"tool/parse-error", "tool/parse-errors"},
           Case{"tool/errors/parse", "tool/error/parse"},
           Case{"tool/Parse", "tool/parse"},
           Case{"tool/parseError", "tool/parse-error"},
           Case{"tool/initialize", "tool/initalize"},
           Case{"tool/initialize", "tool/initialise"},
       }) {
    EXPECT_TRUE(AreTooSimilar(c.a, c.b)) << c.a << " " << c.b;
    EXPECT_TRUE(AreTooSimilar(c.b, c.a)) << c.b << " " << c.a;
  }
}

TEST(NameLintTest, OtherNamesAreNot) {
  struct Case {
    const char* a;
    const char* b;
  };
  for (const Case& c : {
           Case{"tool/parse", "tool/parse"},
           Case{"tool/run", "tool/ran/it"},
           Case{"a", "b"},
           Case{"t/on", "t/in"},
           Case{"tool/version1", "tool/version2"},
           Case{"tool/version1", "tool/version12"},
           Case{"govulncheck/mode", "govulncheck/show"},
           Case{"", "tool"},
       }) {
    EXPECT_FALSE(AreTooSimilar(c.a, c.b)) << c.a << " " << c.b;
  }
}

TEST(NameLintTest, SaysWhatLooksPersonal) {
  struct Case {
    const char* name;
    const char* why;
  };
  for (const Case& c : {
           Case{"tool/client:vim", ""},
           Case{"tool/client:superuser", ""},
           Case{"tool/deadbeef", ""},
           Case{"tool/1.2.3", ""},
           Case{"tool/user:alice", "the word \"user\""},
           Case{"tool/User-Name", "the word \"user\""},
           Case{"tool/by-email", "the word \"email\""},
           Case{"tool:a@b", "\"@\""},
           Case{"tool:/home/alice", "\"/home/\""},
           Case{"tool:C:\\temp", "\"c:\\\""},
           Case{"tool:https://x", "\"://\""},
           Case{"tool:10.0.0.1", "an address"},
           Case{"tool:550e8400e29b", "a long number"},
       }) {
    EXPECT_EQ(LooksPersonal(c.name), c.why) << c.name;
  }
}

TEST(NameLintTest, BucketsLackOtherUnlessOneTakesTheRest) {
  EXPECT_TRUE(LackOther({"vim", "emacs"}));
  EXPECT_TRUE(LackOther({"true", "false", "maybe"}));
  EXPECT_TRUE(LackOther({"<10ms", "<100ms"}));
  EXPECT_FALSE(LackOther({}));
  EXPECT_FALSE(LackOther({"vim"}));
  EXPECT_FALSE(LackOther({"vim", "other"}));
  EXPECT_FALSE(LackOther({"vim", "unknown"}));
  EXPECT_FALSE(LackOther({"false", "true"}));
  EXPECT_FALSE(LackOther({"<10ms", "<100ms", ">=100ms"}));
}

}  // namespace
}  // namespace telemetry::config_internal
