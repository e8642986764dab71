#include "config/version/version_rule.h"

#include <string>
#include <vector>

#include "config/version/semver.h"
#include "gtest/gtest.h"

namespace telemetry::config_internal {
namespace {

TEST(VersionRuleTest, ReleasesAndNumberedPreReleasesAreOrdinary) {
  for (const char* version :
       {"v0.0.0", "v1.2.3", "v10.20.30", "v2026.1130.0", "v20261130.0.0", "v1.2.3-pre.4",
        "v1.2.3-rc.0", "v1.2.3-rc1", "v1.2.3-alpha.12", "v1.2.3-beta10"}) {
    EXPECT_TRUE(IsOrdinaryVersion(version)) << version;
  }
}

TEST(VersionRuleTest, WhatSomebodyNamedIsNotOrdinary) {
  for (const char* version : {"",
                              "v",
                              "1.2.3",
                              "v1",
                              "v1.2",
                              "v1.2.",
                              "v1.2.3.4",
                              "v01.2.3",
                              "v1.2.3-",
                              "v1.2.3-rc",
                              "v1.2.3-rc.",
                              "v1.2.3-rc.01",
                              "v1.2.3-rc01",
                              "v1.2.3-rc.1.2",
                              "v1.2.3-rc..1",
                              "v1.2.3-RC.1",
                              "v1.2.3-dev.1",
                              "v1.2.3-alice.1",
                              "v1.2.3-rcalice",
                              "v1.2.3+meta",
                              "v1.2.3-rc.1+meta",
                              "v1.2.3-rc-1",
                              "v1.2.3 ",
                              "devel",
                              "v0.0.0-20191109021931-daa7c04131f5",
                              "v1.2.4-0.20191109021931-daa7c04131f5",
                              "v1.2.4-pre.0.20191109021931-daa7c04131f5",
                              "v1.2.1732938475",
                              "v1.2.3-rc.1732938475",
                              "v1.2.3-rc1732938475"}) {
    EXPECT_FALSE(IsOrdinaryVersion(version)) << version;
  }
}

TEST(VersionRuleTest, MinVersionApprovesFromItOn) {
  struct Case {
    const char* version;
    const char* min_version;
    bool is_approved;
  };
  for (const Case& c : {
           Case{"v1.2.0", "v1.2.0", true},
           Case{"v1.2.1", "v1.2.0", true},
           Case{"v1.10.0", "v1.9.0", true},
           Case{"v2.0.0", "v1.2.0", true},
           Case{"v1.3.0-pre.1", "v1.2.0", true},
           Case{"v1.2.0-rc.2", "v1.2.0-rc.1", true},
           Case{"v1.1.9", "v1.2.0", false},
           Case{"v1.2.0-rc.1", "v1.2.0", false},
           Case{"v1.2.0-rc.1", "v1.2.0-rc.2", false},
           Case{"v1.3.0+alice", "v1.2.0", false},
           Case{"v1.3.0-alice.1", "v1.2.0", false},
           Case{"v1.2.1-0.20261109021931-daa7c04131f5", "v1.2.0", false},
           Case{"v1.3", "v1.2.0", false},
           Case{"v1.3.0", "", false},
           Case{"v1.3.0", "v1.2", false},
           Case{"v1.3.0", "v0.0.0-dev", false},
       }) {
    EXPECT_EQ(IsFromMinVersion(c.version, c.min_version), c.is_approved)
        << c.version << " from " << c.min_version;
  }
}

TEST(VersionRuleTest, NextIsTheLeastAbove) {
  struct Case {
    const char* version;
    const char* next;
  };
  for (const Case& c : {
           Case{"v1.2.3", "v1.2.4-alpha.0"},
           Case{"v1.2.99999999", "v1.3.0-alpha.0"},
           Case{"v1.99999999.99999999", "v2.0.0-alpha.0"},
           Case{"v99999999.99999999.99999999", ""},
           Case{"v1.2.3-alpha.0", "v1.2.3-alpha.1"},
           Case{"v1.2.3-alpha.99999999", "v1.2.3-alpha0"},
           Case{"v1.2.3-alpha0", "v1.2.3-alpha1"},
           Case{"v1.2.3-alpha1", "v1.2.3-alpha10"},
           Case{"v1.2.3-alpha10000009", "v1.2.3-alpha1000001"},
           Case{"v1.2.3-alpha99999999", "v1.2.3-beta.0"},
           Case{"v1.2.3-beta99999999", "v1.2.3-pre.0"},
           Case{"v1.2.3-rc99999999", "v1.2.3"},
           Case{"v1.2.3+meta", ""},
       }) {
    EXPECT_EQ(NextOrdinaryVersion(c.version), c.next) << c.version;
  }
}

// Against the definition: no version of a dense sample lies between one and the next.
TEST(VersionRuleTest, NothingOrdinaryLiesBetweenAVersionAndTheNext) {
  std::vector<std::string> sample;
  for (const std::string release : {"v1.0.0", "v1.0.1", "v1.1.0"}) {
    sample.push_back(release);
    for (const std::string stage : {"alpha", "beta", "pre", "rc"}) {
      for (const std::string number : {"0", "1", "2", "9", "10", "19", "20", "99", "100",
                                       "99999999", "10000000", "19999999"}) {
        sample.push_back(release + "-" + stage + "." + number);
        sample.push_back(release + "-" + stage + number);
      }
    }
  }
  for (const std::string& version : sample) {
    const std::string next = NextOrdinaryVersion(version);
    ASSERT_TRUE(IsOrdinaryVersion(next)) << version << " -> " << next;
    EXPECT_LT(CompareSemver(version, next), 0) << version << " -> " << next;
    for (const std::string& other : sample) {
      EXPECT_FALSE(CompareSemver(version, other) < 0 && CompareSemver(other, next) < 0)
          << other << " is between " << version << " and " << next;
    }
  }
}

TEST(VersionRuleTest, AFamilyIsLowerCaseLetters) {
  for (const char* family : {"gcc", "clang", "go"}) EXPECT_TRUE(IsCompilerFamily(family));
  for (const char* other : {"", "gcc12", "gcc12.2.0", "GCC", "gcc-", "apple clang"}) {
    EXPECT_FALSE(IsCompilerFamily(other)) << other;
  }
}

TEST(VersionRuleTest, AFamilyHasPlainNumberedReleases) {
  struct Case {
    const char* version;
    const char* family;
  };
  for (const Case& c : {
           Case{"gcc12.2.0", "gcc"},
           Case{"gcc12", "gcc"},
           Case{"clang14.0", "clang"},
           Case{"go1.22.3", "go"},
           Case{"msvc1939", "msvc"},
           Case{"", ""},
           Case{"gcc", ""},
           Case{"12.2.0", ""},
           Case{"gcc12.2.0.1", ""},
           Case{"gcc12.", ""},
           Case{"gcc12..2", ""},
           Case{"gcc012", ""},
           Case{"gcc12.2.0-alice", ""},
           Case{"gcc12.2.0rc1", ""},
           Case{"gcc12.2.20261130", ""},
           Case{"Gcc12", ""},
       }) {
    EXPECT_EQ(CompilerFamily(c.version), c.family) << c.version;
  }
}

}  // namespace
}  // namespace telemetry::config_internal
