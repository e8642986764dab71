#include "storage/counter_file/counter_file_identity.h"

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(CounterFileIdentityTest, EncodesGosKeysInGosOrder) {
  const CounterFileIdentity identity = {
      .build = {.program = "golang.org/x/telemetry/internal/gengolden",
                .version = "devel",
                .go_version = "go1.23.5",
                .goos = "linux",
                .goarch = "amd64"},
      .begin_day = 20770,
      .end_day = 20775,
  };
  EXPECT_EQ(EncodeMetadata(identity),
            "TimeBegin: 2026-11-13T00:00:00Z\n"
            "TimeEnd: 2026-11-18T00:00:00Z\n"
            "Program: golang.org/x/telemetry/internal/gengolden\n"
            "Version: devel\n"
            "GoVersion: go1.23.5\n"
            "GOOS: linux\n"
            "GOARCH: amd64\n"
            "\n");
}

}  // namespace
}  // namespace telemetry
