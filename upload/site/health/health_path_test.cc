#include "upload/site/health/health_path.h"

#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(HealthPathTest, EscapesWhatAnAddressCannotHave) {
  EXPECT_EQ(HealthPath("example.com/tool"), "/health/example.com/tool");
  EXPECT_EQ(HealthPath("a b\"?%\n"), "/health/a%20b%22%3F%25%0A");
}

TEST(HealthPathTest, NamesFilesByHashesOnly) {
  EXPECT_EQ(HealthFile("/health/a"), "health/af63dc4c8601ec8c.html");
  EXPECT_EQ(HealthFile("/health/a.json"), "health/af63dc4c8601ec8c.json");
  EXPECT_EQ(HealthFile("/health/../../etc/passwd").find(".."), std::string::npos);
  EXPECT_NE(HealthFile("/health/a"), HealthFile("/health/b"));
}

}  // namespace
}  // namespace telemetry
