#include "upload/site/publication/sha256_of_file.h"

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::HasSubstr;

TEST(Sha256OfFileTest, IsWhatTheStandardSays) {
  const TempDir directory;
  const std::string path = directory.path() + "/file";
  // FIPS 180-4's examples, as published by NIST.
  const std::pair<std::string, const char*> kExamples[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& [contents, digest] : kExamples) {
    std::ofstream(path, std::ios::trunc) << contents;
    EXPECT_THAT(Sha256OfFile(path), IsOkAndHolds(digest));
  }
}

TEST(Sha256OfFileTest, NamesAFileThatCannotBeRead) {
  EXPECT_THAT(Sha256OfFile("/nonexistent"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nonexistent")));
}

}  // namespace
}  // namespace telemetry::upload_internal
