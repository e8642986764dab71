#include "storage/upload_run/upload_program.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/telemetry_dir.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;

constexpr char kScript[] = "#!/bin/sh\n";
// As Go's linker begins a program.
const std::string kGoProgram =
    "\x7f"
    "ELF" +
    std::string(3936, 'x') + std::string("\x04\0\0\0\x53\0\0\0\x04\0\0\0Go\0\0", 16);

class UploadProgramTest : public ::testing::Test {
 protected:
  UploadProgramTest() { std::filesystem::create_directories(dir_.path()); }

  // Makes a program FOLDER/gotelemetry and returns its path.
  std::string Program(const std::string& folder, const std::string& contents = kScript) {
    std::filesystem::create_directories(path_ + "/" + folder);
    std::string path = path_ + "/" + folder + "/gotelemetry";
    std::ofstream(path, std::ios::binary) << contents;
    chmod(path.c_str(), 0755);
    return path;
  }

  void Record(const std::string& path) {
    std::ofstream(dir_.uploader_path()) << path << "\n";
    chmod(dir_.uploader_path().c_str(), 0600);
  }

  UploadProgram Find() {
    return FindUploadProgram(dir_, [this](const char* name) -> const char* {
      const auto found = environment_.find(name);
      return found == environment_.end() ? nullptr : found->second.c_str();
    });
  }

  TempDir directory_;
  const std::string path_ = directory_.path();
  const TelemetryDir dir_{path_ + "/collector"};
  std::map<std::string, std::string> environment_;
};

TEST_F(UploadProgramTest, IsTheOneInPath) {
  const std::string program = Program("b");
  environment_["PATH"] = path_ + "/a:relative::" + path_ + "/b";
  EXPECT_EQ(Find().path, program);
  EXPECT_EQ(Find().named_by, "PATH");
}

TEST_F(UploadProgramTest, IsNotGosOwnThoughItComesFirstInPath) {
  const std::string gos = Program("a", kGoProgram);
  environment_["PATH"] = path_ + "/a";
  EXPECT_EQ(Find().path, "");
  EXPECT_EQ(Find().why_none, gos + " in PATH is Go's own, and there is no other");
  const std::string program = Program("b");
  environment_["PATH"] += ":" + path_ + "/b";
  EXPECT_EQ(Find().path, program);
}

TEST_F(UploadProgramTest, IsTheOneThatWasRecorded) {
  environment_["PATH"] = path_ + "/b";
  Program("b");
  const std::string recorded = Program("a");
  Record(recorded);
  EXPECT_EQ(Find().path, recorded);
  EXPECT_EQ(Find().named_by, "record");
}

TEST_F(UploadProgramTest, IsNotOneThatOthersCouldRecord) {
  const std::string program = Program("b");
  environment_["PATH"] = path_ + "/b";
  Record(Program("a"));
  chmod(dir_.uploader_path().c_str(), 0666);
  EXPECT_EQ(Find().path, program);
}

TEST_F(UploadProgramTest, IsAnotherWhenTheRecordedOneIsGone) {
  const std::string program = Program("b");
  environment_["PATH"] = path_ + "/b";
  Record(path_ + "/gone/gotelemetry");
  EXPECT_EQ(Find().path, program);
}

TEST_F(UploadProgramTest, IsTheOneThatTheVariableNamesOrNone) {
  environment_["PATH"] = path_ + "/b";
  Record(Program("a"));
  environment_["GOTELEMETRY_BIN"] = Program("b");
  EXPECT_EQ(Find().path, path_ + "/b/gotelemetry");
  for (const char* value : {"/none/gotelemetry", "gotelemetry", "/"}) {
    environment_["GOTELEMETRY_BIN"] = value;
    EXPECT_EQ(Find().path, "") << value;
    EXPECT_THAT(Find().why_none, HasSubstr(value));
  }
}

TEST_F(UploadProgramTest, IsNoneWithoutOne) {
  EXPECT_EQ(Find().why_none, "there is no gotelemetry in PATH");
}

TEST_F(UploadProgramTest, RecordsThisProgram) {
  ASSERT_EQ(RecordUploadProgram(dir_), 0);
  EXPECT_EQ(Find().path, std::filesystem::read_symlink("/proc/self/exe").string());
  const auto written = std::filesystem::last_write_time(dir_.uploader_path());
  ASSERT_EQ(RecordUploadProgram(dir_), 0);
  EXPECT_EQ(std::filesystem::last_write_time(dir_.uploader_path()), written);
}

TEST_F(UploadProgramTest, RecordsNothingWhereNothingIs) {
  EXPECT_EQ(RecordUploadProgram(TelemetryDir(path_ + "/none")), ENOENT);
}

}  // namespace
}  // namespace telemetry
