#include "config/version/semver.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

// In ascending order.
const std::vector<std::string>& Ascending() {
  static const auto& versions = *new std::vector<std::string>{
      "v0.0.0-h00ff",   "v0.0.0",         "v0.2.0",          "v0.10.0",        "v1.0.0-alpha",
      "v1.0.0-alpha.1", "v1.0.0-alpha.2", "v1.0.0-alpha.11", "v1.0.0-alpha.a", "v1.0.0-alpha-1",
      "v1.0.0-beta",    "v1.0.0-rc.1",    "v1.0.0",          "v1.0.1",         "v1.2.0-pre.1",
      "v1.2.0",         "v2.0.0",         "v99999999999.0.0"};
  return versions;
}

TEST(SemverTest, AcceptsVersions) {
  for (const std::string& version : Ascending()) EXPECT_TRUE(IsValidSemver(version)) << version;
  for (const char* version : {"v1", "v1.2", "v1.2.3+meta", "v1.2.3-0a.-+01.x-y"}) {
    EXPECT_TRUE(IsValidSemver(version)) << version;
  }
}

TEST(SemverTest, RefusesWhatIsNone) {
  for (const char* text :
       {"",          "v",       "1.2.3",     "v1.",        "v1.2.",     "v1.2.3.4",
        "v01.2.3",   "v1.02.3", "v1.2.3-",   "v1.2.3-a.",  "v1.2.3-.a", "v1.2.3-a..b",
        "v1.2.3-01", "v1.2.3+", "v1.2.3+a.", "v1.2.3-a_b", "v1.2.3 ",   "v1-pre",
        "v1.2-pre",  "v1+meta", "devel",     "V1.2.3",     "v-1.0.0",   "v1.2.3+a+b"}) {
    EXPECT_FALSE(IsValidSemver(text)) << text;
  }
}

TEST(SemverTest, OrdersVersionsByPrecedence) {
  for (size_t i = 0; i < Ascending().size(); ++i) {
    for (size_t j = 0; j < Ascending().size(); ++j) {
      const int order = CompareSemver(Ascending()[i], Ascending()[j]);
      EXPECT_EQ(order < 0, i < j) << Ascending()[i] << " " << Ascending()[j];
      EXPECT_EQ(order > 0, i > j) << Ascending()[i] << " " << Ascending()[j];
    }
  }
}

TEST(SemverTest, TakesShortAndAnnotatedVersionsForTheSame) {
  EXPECT_EQ(CompareSemver("v1", "v1.0.0"), 0);
  EXPECT_EQ(CompareSemver("v1.2", "v1.2.0+build"), 0);
}

TEST(SemverTest, PutsWhatIsNoVersionFirst) {
  EXPECT_LT(CompareSemver("devel", "v0.0.0"), 0);
  EXPECT_GT(CompareSemver("v0.0.0", ""), 0);
  EXPECT_EQ(CompareSemver("devel", ""), 0);
}

}  // namespace
}  // namespace telemetry
