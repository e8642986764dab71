#include "config/upload_config/upload_config_check.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "config/upload_config/upload_config.pb.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

v1::UploadConfig ConfigWith(const std::string& counter) {
  v1::UploadConfig config;
  config.add_programs()->add_counters()->set_name(counter);
  return config;
}

// "OK", or why the config is refused.
std::string Verdict(const v1::UploadConfig& config) {
  const absl::Status status = CheckUploadConfig(config);
  if (status.ok()) return "OK";
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

// "chart:{,,,}" with this many buckets, all empty.
std::string Buckets(size_t count) { return absl::StrCat("c:{", std::string(count - 1, ','), "}"); }

TEST(UploadConfigCheckTest, CountsWhatANameStandsForWithoutExpandingIt) {
  struct Case {
    const char* name;
    size_t names;
    size_t bytes;
    size_t longest_bytes;
  };
  for (const Case& c : {
           Case{"", 1, 0, 0},
           Case{"chart", 1, 5, 5},
           Case{"c:{a,bcd}", 2, 8, 5},
           Case{"c:{}", 1, 2, 2},
           Case{"c:{a,}", 2, 5, 3},
           Case{"c:{a,b", 2, 6, 3},
           Case{"c:{a}x", 1, 5, 5},
           Case{"{", 1, 0, 0},
       }) {
    const ExpandedSize size = SizeOfExpanded(c.name);
    EXPECT_EQ(size.names, c.names) << c.name;
    EXPECT_EQ(size.bytes, c.bytes) << c.name;
    EXPECT_EQ(size.longest_bytes, c.longest_bytes) << c.name;
  }
}

TEST(UploadConfigCheckTest, RefusesMoreBucketsThanAProgramMayHave) {
  EXPECT_EQ(Verdict(ConfigWith(Buckets(10'000))), "OK");
  EXPECT_EQ(Verdict(ConfigWith(Buckets(10'001))),
            "Programs[0].Counters[0].Name: with this entry the program has 10001 counters, more "
            "than 10000");
}

TEST(UploadConfigCheckTest, AddsUpTheCountersAndStacksOfAProgram) {
  v1::UploadConfig config = ConfigWith(Buckets(9'999));
  config.mutable_programs(0)->add_stacks()->set_name("crash");
  EXPECT_EQ(Verdict(config), "OK");
  config.mutable_programs(0)->add_stacks()->set_name("bug");
  EXPECT_EQ(Verdict(config),
            "Programs[0].Stacks[1].Name: with this entry the program has 10001 counters, more "
            "than 10000");
}

TEST(UploadConfigCheckTest, AnswersClearlyForAHundredThousandCounters) {
  v1::UploadConfig config;
  v1::ProgramConfig& program = *config.add_programs();
  for (int i = 0; i < 100'000; ++i) program.add_counters()->set_name(absl::StrCat("c", i));
  EXPECT_EQ(Verdict(config),
            "Programs[0].Counters[10000].Name: with this entry the program has 10001 counters, "
            "more than 10000");
}

// 160 KB that would take gigabytes.
TEST(UploadConfigCheckTest, RefusesALongChartNameWithManyBuckets) {
  const std::string long_name(4'000, 'x');
  EXPECT_EQ(Verdict(ConfigWith(absl::StrCat(long_name, ":{", std::string(9'000, ','), "}"))),
            "Programs[0]: up to here the names of counters have 36013001 bytes, more than 8388608");
}

TEST(UploadConfigCheckTest, AddsUpTheNamesOfAllPrograms) {
  v1::UploadConfig config;
  for (int i = 0; i < 10; ++i) {
    *config.add_programs() =
        ConfigWith(absl::StrCat(std::string(1'000, 'x'), ":{", std::string(899, ','), "}"))
            .programs(0);
  }
  EXPECT_EQ(Verdict(config),
            "Programs[9]: up to here the names of counters have 9009000 bytes, more than 8388608");
}

TEST(UploadConfigCheckTest, RefusesNamesAndTextsThatAreTooLong) {
  const std::string too_long(4'097, 'x');
  EXPECT_EQ(Verdict(ConfigWith(too_long.substr(1))), "OK");
  EXPECT_EQ(Verdict(ConfigWith(too_long)),
            "Programs[0].Counters[0].Name has 4097 bytes, more than 4096");
  EXPECT_EQ(Verdict(ConfigWith(absl::StrCat("c:{a,", too_long, "}"))),
            "Programs[0].Counters[0].Name has 4099 bytes, more than 4096");

  v1::UploadConfig config = ConfigWith("c");
  v1::ProgramConfig& program = *config.mutable_programs(0);
  program.mutable_counters(0)->set_description(too_long);
  EXPECT_EQ(Verdict(config), "Programs[0].Counters[0].Description has 4097 bytes, more than 4096");
  program.mutable_counters(0)->clear_description();
  program.mutable_counters(0)->add_owners(too_long);
  EXPECT_EQ(Verdict(config), "Programs[0].Counters[0].Owners[0] has 4097 bytes, more than 4096");
  program.clear_counters();
  program.set_name(too_long);
  EXPECT_EQ(Verdict(config), "Programs[0].Name has 4097 bytes, more than 4096");
}

TEST(UploadConfigCheckTest, RefusesListsThatAreTooLong) {
  v1::UploadConfig config;
  for (int i = 0; i < 10'001; ++i) config.add_go_version(absl::StrCat("gcc", i));
  EXPECT_EQ(Verdict(config), "GoVersion has 10001 entries, more than 10000");
  config.clear_go_version();
  for (int i = 0; i < 1'001; ++i) config.add_programs();
  EXPECT_EQ(Verdict(config), "Programs has 1001 entries, more than 1000");
  config.clear_programs();
  for (int i = 0; i < 10'001; ++i) {
    if (i == 0) config.add_programs();
    config.mutable_programs(0)->add_versions(absl::StrCat("v0.0.", i));
  }
  EXPECT_EQ(Verdict(config), "Programs[0].Versions has 10001 entries, more than 10000");
}

TEST(UploadConfigCheckTest, ExpiresIsADay) {
  v1::UploadConfig config = ConfigWith("c");
  v1::CounterConfig& counter = *config.mutable_programs(0)->mutable_counters(0);
  counter.set_expires("2027-11-30");
  EXPECT_EQ(Verdict(config), "OK");
  for (const std::string day : {"soon", "2027-02-29", "2027-1-1", "never"}) {
    counter.set_expires(day);
    EXPECT_EQ(Verdict(config), absl::StrCat("Programs[0].Counters[0].Expires \"", day,
                                            "\" is not a day such as 2027-11-30"));
  }
}

TEST(UploadConfigCheckTest, MinVersionIsAVersionThatItCouldApprove) {
  v1::UploadConfig config = ConfigWith("c");
  v1::ProgramConfig& program = *config.mutable_programs(0);
  for (const char* version : {"v1.2.3", "v1.2.3-rc.1"}) {
    program.set_min_version(version);
    EXPECT_EQ(Verdict(config), "OK");
  }
  for (const char* version : {"1.2.3", "v1.2", "v1.2.3-dev", "go1.22"}) {
    program.set_min_version(version);
    EXPECT_EQ(Verdict(config),
              absl::StrCat("Programs[0].MinVersion \"", version,
                           "\" is neither a release such as v1.2.3 nor a pre-release such as "
                           "v1.2.3-rc.1"));
  }
}

TEST(UploadConfigCheckTest, ABuildIsOneThatAFrameCanName) {
  v1::UploadConfig config = ConfigWith("c");
  v1::ReleasedFile& file = *config.mutable_programs(0)->add_builds();
  file.set_file("mytool");
  file.add_ids("3f2a9c0b6d1e4f58");
  EXPECT_EQ(Verdict(config), "OK");
  file.add_ids("3f2a9c0b6d1e4f58aabbccddeeff001122334455");
  EXPECT_EQ(Verdict(config),
            "Programs[0].Builds[0].IDs[1] \"3f2a9c0b6d1e4f58aabbccddeeff001122334455\" is not the "
            "beginning of a build ID as frames have it: 8 bytes in lower-case hexadecimal, or the "
            "whole if that is shorter");
  file.set_file("bin/mytool");
  EXPECT_EQ(Verdict(config),
            "Programs[0].Builds[0].File \"bin/mytool\" is not the base name of a program or "
            "library: 1 to 64 letters, digits and . - _ +");
}

TEST(UploadConfigCheckTest, AddsUpTheBuildsOfAProgram) {
  v1::UploadConfig config = ConfigWith("c");
  for (const char* name : {"mytool", "libmytool.so.1"}) {
    v1::ReleasedFile& file = *config.mutable_programs(0)->add_builds();
    file.set_file(name);
    for (int i = 0; i < 5'000; ++i) file.add_ids("3f2a9c0b6d1e4f58");
  }
  EXPECT_EQ(Verdict(config), "OK");
  config.mutable_programs(0)->add_builds()->set_file("mytool-helper");
  EXPECT_EQ(Verdict(config), "Programs[0].Builds has 10001 builds, more than 10000");
}

}  // namespace
}  // namespace telemetry
