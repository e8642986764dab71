#include "counter/internal/week_file/file_name.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/counter_file/counter_file_identity.h"

namespace telemetry {
namespace counter_internal {
namespace {

using testing::EndsWith;
using testing::MatchesRegex;

CounterFileIdentity Identity() {
  CounterFileIdentity identity;
  identity.build.program = "example.com/tools/wordcount";
  identity.build.version = "v1.2.3";
  identity.build.go_version = "gcc12.2.0";
  identity.build.goos = "linux";
  identity.build.goarch = "amd64";
  identity.begin_day = 20770;  // 2026-11-13
  identity.end_day = 20775;
  return identity;
}

TEST(CounterFileNameTest, IsGosNameWithAHash) {
  EXPECT_THAT(
      CounterFileName(Identity(), 0),
      MatchesRegex(
          "wordcount\\.[0-9a-f]{8}@v1\\.2\\.3-gcc12\\.2\\.0-linux-amd64-2026-11-13\\.v1\\.count"));
}

TEST(CounterFileNameTest, TellsProgramsWithOneBaseNameApart) {
  CounterFileIdentity other = Identity();
  other.build.program = "example.org/fork/wordcount";
  EXPECT_NE(CounterFileName(Identity(), 0), CounterFileName(other, 0));
}

TEST(CounterFileNameTest, TellsVersionsApartThatLookAlikeOnceCutOrReplaced) {
  CounterFileIdentity a = Identity();
  CounterFileIdentity b = Identity();
  const std::string long_version(100, 'v');
  const std::string longer_version(101, 'v');
  a.build.version = long_version;
  b.build.version = longer_version;
  EXPECT_NE(CounterFileName(a, 0), CounterFileName(b, 0));
  a.build.version = "v1/2";
  b.build.version = "v1:2";
  EXPECT_NE(CounterFileName(a, 0), CounterFileName(b, 0));
}

TEST(CounterFileNameTest, HasNothingInItThatAFileSystemRefuses) {
  CounterFileIdentity identity = Identity();
  const std::string program = "../" + std::string(5000, 'x') + "\n\xff";
  identity.build.program = program;
  identity.build.version = "a/../b";
  const std::string name = CounterFileName(identity, 0);
  EXPECT_EQ(name.find('/'), std::string::npos);
  EXPECT_LT(name.size(), 256u);
  EXPECT_THAT(name, EndsWith(".v1.count"));
}

TEST(CounterFileNameTest, VariesWithTheAttempt) {
  EXPECT_NE(CounterFileName(Identity(), 0), CounterFileName(Identity(), 1));
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
