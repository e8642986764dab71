#include "config/version/go_version.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(GoVersionTest, OrdersVersions) {
  const std::vector<std::string> ascending = {
      "",           "devel",     "go",       "go1.9.2rc2",      "gotip",      "clang14.0.6",
      "gcc9.4.0",   "gcc12.2.0", "go1",      "go1.2.2",         "go1.4beta1", "go1.4rc1",
      "go1.4",      "go1.9",     "go1.9.2",  "go1.10",          "go1.21",     "go1.21rc2",
      "go1.21rc10", "go1.21.0",  "go1.22.1", "go1.22.1-custom", "go2.0"};
  for (size_t i = 0; i < ascending.size(); ++i) {
    for (size_t j = 0; j < ascending.size(); ++j) {
      const int order = CompareGoVersions(ascending[i], ascending[j]);
      EXPECT_EQ(order < 0, i < j) << ascending[i] << " " << ascending[j];
      EXPECT_EQ(order > 0, i > j) << ascending[i] << " " << ascending[j];
    }
  }
}

TEST(GoVersionTest, TellsGosVersionsFromOtherText) {
  for (const char* version : {"go1", "go1.2", "go1.22.3", "go1.27rc3", "go1.22.3-custom"}) {
    EXPECT_TRUE(IsValidGoVersion(version)) << version;
  }
  for (const char* text : {"", "go", "gcc12.2.0", "1.22", "go1.", "go1.9.2rc2", "go1.02", "go1.2.",
                           "go1.x", "go1.2rc1x"}) {
    EXPECT_FALSE(IsValidGoVersion(text)) << text;
  }
}

TEST(GoVersionTest, ReducesToTheMajorVersion) {
  struct Case {
    const char* version;
    const char* major;
  };
  for (const Case& c :
       {Case{"go1.22.3", "go1.22"}, Case{"go1.27rc3", "go1.27"}, Case{"go1.22", "go1.22"},
        Case{"go1.9.2", "go1.9"}, Case{"go1.22.3-custom", "go1.22"}, Case{"gcc12.2.0", "gcc12.2"},
        Case{"clang14.0.6", "clang14.0"}, Case{"go1", "go1.0"}, Case{"devel", "devel"},
        Case{"go1.9.2rc2", "go1.9"}, Case{"go1.25.0 X:jsonv2", "go1.25"}, Case{"go1.x", "go1.x"},
        Case{"", ""}}) {
    EXPECT_EQ(GoMajorVersion(c.version), c.major) << c.version;
  }
}

}  // namespace
}  // namespace telemetry
