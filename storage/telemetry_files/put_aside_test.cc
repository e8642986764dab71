#include "storage/telemetry_files/put_aside.h"

#include <errno.h>

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_files/telemetry_file_name.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

class PutAsideTest : public testing::Test {
 protected:
  // Puts a file with these contents aside.
  int PutAsideWith(const std::string& contents) {
    std::ofstream(path_) << contents;
    return PutAside(path_);
  }

  std::string Contents(const std::string& name) {
    return ReadFile(absl::StrCat(directory_.path(), "/", name), 100).value_or("(none)");
  }

  const TempDir directory_;
  const std::string path_ = directory_.path() + "/a.v1.count";
};

TEST_F(PutAsideTest, FreesTheNameAndKeepsTheFile) {
  EXPECT_EQ(PutAsideWith("first"), 0);
  EXPECT_EQ(Contents("a.v1.count"), "(none)");
  EXPECT_EQ(Contents("a.v1.count.corrupt"), "first");
}

TEST_F(PutAsideTest, ReplacesNone) {
  for (const char* contents : {"first", "second", "third"}) EXPECT_EQ(PutAsideWith(contents), 0);
  EXPECT_EQ(Contents("a.v1.count.corrupt"), "first");
  EXPECT_EQ(Contents("2.a.v1.count.corrupt"), "second");
  EXPECT_EQ(Contents("3.a.v1.count.corrupt"), "third");
}

TEST_F(PutAsideTest, GivesNamesThatAreKnownAsSuch) {
  for (const char* name :
       {"a.v1.count.corrupt", "2.a.v1.count.corrupt", "2.2026-11-18.json.corrupt"}) {
    EXPECT_EQ(ClassifyTelemetryFile(TelemetryFolder::kLocal, name).kind,
              TelemetryFileKind::kPutAside)
        << name;
  }
}

TEST_F(PutAsideTest, LeavesTheFileWhereItIsIfThereAreTooMany) {
  for (int i = 0; i < kMaxPutAside; ++i) EXPECT_EQ(PutAsideWith("one"), 0);
  EXPECT_EQ(PutAsideWith("one too many"), EEXIST);
  EXPECT_EQ(Contents("a.v1.count"), "one too many");
}

TEST_F(PutAsideTest, SaysThatThereIsNone) { EXPECT_EQ(PutAside(path_), ENOENT); }

}  // namespace
}  // namespace telemetry
