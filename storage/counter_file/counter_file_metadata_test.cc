#include "storage/counter_file/counter_file_metadata.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

v1::CounterFile Example() {
  v1::CounterFile file;
  auto& meta = *file.mutable_meta();
  meta["Program"] = "example.com/tool";
  meta["Version"] = "v1.2.3";
  meta["GoVersion"] = "gcc12.2.0";
  meta["GOOS"] = "linux";
  meta["GOARCH"] = "amd64";
  meta["TimeBegin"] = "2026-11-13T00:00:00Z";
  meta["TimeEnd"] = "2026-11-18T00:00:00Z";
  return file;
}

TEST(CounterFileMetadataTest, ReadsEveryField) {
  const absl::StatusOr<CounterFileMetadata> metadata = GetMetadata(Example(), "f");
  ASSERT_THAT(metadata, IsOk());
  EXPECT_EQ(metadata->program, "example.com/tool");
  EXPECT_EQ(metadata->version, "v1.2.3");
  EXPECT_EQ(metadata->go_version, "gcc12.2.0");
  EXPECT_EQ(metadata->goos, "linux");
  EXPECT_EQ(metadata->goarch, "amd64");
  EXPECT_EQ(metadata->time_begin,
            absl::FromCivil(absl::CivilDay(2026, 11, 13), absl::UTCTimeZone()));
  EXPECT_EQ(metadata->time_end, absl::FromCivil(absl::CivilDay(2026, 11, 18), absl::UTCTimeZone()));
}

TEST(CounterFileMetadataTest, EveryFieldIsNeeded) {
  const v1::CounterFile whole = Example();
  for (const auto& [key, value] : whole.meta()) {
    v1::CounterFile file = whole;
    file.mutable_meta()->erase(key);
    EXPECT_THAT(GetMetadata(file, "f.v1.count"),
                StatusIs(absl::StatusCode::kDataLoss,
                         AllOf(HasSubstr("f.v1.count"), HasSubstr("no " + key))));
  }
}

TEST(CounterFileMetadataTest, RefusesTimesThatAreNone) {
  for (const char* key : {"TimeBegin", "TimeEnd"}) {
    v1::CounterFile file = Example();
    (*file.mutable_meta())[key] = "yesterday";
    EXPECT_THAT(GetMetadata(file, "f"),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("yesterday")));
  }
}

TEST(CounterFileMetadataTest, RefusesSpanThatEndsBeforeItBegins) {
  v1::CounterFile file = Example();
  (*file.mutable_meta())["TimeEnd"] = "2026-11-12T00:00:00Z";
  EXPECT_THAT(GetMetadata(file, "f"), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace telemetry
