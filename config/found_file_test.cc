#include "config/found_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using State = FoundFile::State;

class FoundFileTest : public testing::Test {
 protected:
  void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

  const TempDir dir_;
  const std::string path_ = dir_.path() + "/file";
};

TEST_F(FoundFileTest, HasTheContentsAndWhenTheyWereWritten) {
  Write(path_, "text");
  const FoundFile file = FindUserFile(path_);
  EXPECT_EQ(file.state, State::kRead);
  EXPECT_EQ(file.path, path_);
  EXPECT_EQ(file.contents, "text");
  EXPECT_NEAR(static_cast<double>(file.modified_unix_seconds), static_cast<double>(time(nullptr)),
              60);
}

TEST_F(FoundFileTest, IsTrustedUnlessOthersCanWriteIt) {
  Write(path_, "text");
  ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
  EXPECT_TRUE(FindUserFile(path_).is_trusted);
  ASSERT_EQ(chmod(path_.c_str(), 0666), 0);
  EXPECT_FALSE(FindUserFile(path_).is_trusted);
}

TEST_F(FoundFileTest, IsAbsentIfThereIsNone) {
  EXPECT_EQ(FindUserFile(path_).state, State::kAbsent);
  EXPECT_EQ(FindUserFile(path_ + "/below").state, State::kAbsent);
  EXPECT_EQ(FindPolicyFile(path_).state, State::kAbsent);
}

TEST_F(FoundFileTest, CannotBeReadIfItIsNoSmallFile) {
  Write(path_, std::string(4097, 'x'));
  EXPECT_EQ(FindUserFile(path_).state, State::kUnreadable);
  EXPECT_EQ(FindUserFile(dir_.path()).state, State::kUnreadable);
  ASSERT_EQ(mkfifo((dir_.path() + "/fifo").c_str(), 0600), 0);
  EXPECT_EQ(FindUserFile(dir_.path() + "/fifo").state, State::kUnreadable);
}

TEST_F(FoundFileTest, CannotBeReadBehindADanglingLink) {
  ASSERT_EQ(symlink("nowhere", path_.c_str()), 0);
  EXPECT_EQ(FindUserFile(path_).state, State::kUnreadable);
  EXPECT_EQ(FindUserFile(path_ + "/below").state, State::kUnreadable);
  EXPECT_EQ(FindPolicyFile(path_).state, State::kUnreadable);
}

TEST_F(FoundFileTest, APolicyBelowAFileCannotBeRead) {
  Write(path_, "");
  EXPECT_EQ(FindUserFile(path_ + "/policy").state, State::kAbsent);
  EXPECT_EQ(FindPolicyFile(path_ + "/policy").state, State::kUnreadable);
}

}  // namespace
}  // namespace telemetry
