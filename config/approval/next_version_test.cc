#include "config/approval/next_version.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

v1::UploadConfig Parse(absl::string_view json) {
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(json, "c.json");
  EXPECT_TRUE(config.ok()) << config.status();
  return config.value_or(v1::UploadConfig());
}

constexpr char kBefore[] =
    R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "p", "Versions": ["v1.0.0"],
        "Counters": [{"Name": "c", "Rate": 1, "Title": "T"}]}]})";

// "patch v1.2.4" for what follows v1.2.3, or why nothing does.
std::string Next(absl::string_view current, absl::string_view after) {
  const absl::StatusOr<NextVersion> next = NextConfigVersion(current, Parse(kBefore), Parse(after));
  if (next.ok()) return absl::StrCat(StepName(next->step), " ", next->version);
  EXPECT_EQ(next.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(next.status().message());
}

TEST(NextVersionTest, AReleaseIsAPatchAndAnythingElseMinor) {
  struct Case {
    const char* after;
    const char* next;
  };
  for (const Case& c : {
           Case{kBefore, "same v1.2.3"},
           Case{R"({"GoVersion": ["gcc12.2.0", "gcc13.1.0"], "Programs": [{"Name": "p",
                    "Versions": ["v1.0.0"], "Counters": [{"Name": "c", "Rate": 1,
                    "Title": "T"}]}]})",
                "patch v1.2.4"},
           Case{R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "p", "MinVersion": "v1.0.0",
                    "Counters": [{"Name": "c", "Rate": 1, "Title": "T"}]}]})",
                "patch v1.2.4"},
           Case{R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "p", "Versions": ["v1.0.0"],
                    "Counters": [{"Name": "c", "Rate": 1, "Title": "T"}],
                    "Builds": [{"File": "p", "IDs": ["01"]}]}]})",
                "patch v1.2.4"},
           Case{R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "p", "Versions": ["v1.0.0"],
                    "Counters": [{"Name": "c", "Rate": 1, "Title": "Other"}]}]})",
                "minor v1.3.0"},
           Case{R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "p", "Versions": ["v1.0.0"],
                    "Counters": [{"Name": "d", "Rate": 1, "Title": "T"}]}]})",
                "minor v1.3.0"},
           Case{R"({"GOOS": ["linux"], "GoVersion": ["gcc12.2.0"]})", "minor v1.3.0"},
       }) {
    EXPECT_EQ(Next("v1.2.3", c.after), c.next) << c.after;
  }
}

TEST(NextVersionTest, RefusesWhatHasNoNextVersion) {
  for (const std::string current : {"1.2.3", "v1.2", "v1.2.3-rc.1", "v1.2.3+x", ""}) {
    EXPECT_EQ(Next(current, kBefore),
              absl::StrCat("\"", current, "\" is not a version such as v1.2.3"));
  }
  EXPECT_EQ(Next("v1.99999999.0", "{}"), "there is no minor version after \"v1.99999999.0\"");
}

}  // namespace
}  // namespace telemetry
