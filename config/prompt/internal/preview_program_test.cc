#include "config/prompt/internal/preview_program.h"

#include <signal.h>
#include <sys/stat.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"
#include "tests/util/temp_dir.h"

namespace telemetry::config_internal {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

class PreviewProgramTest : public testing::Test {
 protected:
  // Runs a shell script in place of gotelemetry.
  Preview Run(const std::string& script, const std::string& config = "") const {
    const std::string path = dir_.path() + "/program";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    chmod(path.c_str(), 0700);
    setenv("GOTELEMETRY_BIN", path.c_str(), 1);
    return RunPreview(TelemetryRoot(dir_.path() + "/root"),
                      *ParseCollector("telemetry.example.com"), config);
  }

  const TempDir dir_;
};

TEST_F(PreviewProgramTest, TakesTheOutputAsItIs) {
  const Preview preview = Run("printf 'a\\nb'");
  EXPECT_TRUE(preview.exact);
  EXPECT_EQ(preview.text, "a\nb");
}

TEST_F(PreviewProgramTest, IsNotExactIfTheProgramFails) {
  const Preview preview = Run("echo why; exit 3");
  EXPECT_FALSE(preview.exact);
  EXPECT_THAT(preview.text, HasSubstr("cannot be shown: why"));
  EXPECT_FALSE(Run("true").exact);
  EXPECT_FALSE(Run("echo half; kill -9 $$").exact);
}

TEST_F(PreviewProgramTest, StopsAProgramThatDoesNotEnd) {
  const time_t begin = time(nullptr);
  EXPECT_FALSE(Run("echo begin; exec sleep 600").exact);
  EXPECT_LT(time(nullptr) - begin, 60);
}

TEST_F(PreviewProgramTest, StopsAProgramThatClosesItsOutputAndLivesOn) {
  const time_t begin = time(nullptr);
  const Preview preview = Run("echo text; exec sleep 40 >/dev/null 2>&1");
  EXPECT_FALSE(preview.exact);
  EXPECT_THAT(preview.text, HasSubstr("it takes too long"));
  EXPECT_LT(time(nullptr) - begin, 30);
}

TEST_F(PreviewProgramTest, StopsAProgramThatLivesOnWithoutBeingAbleToReapIt) {
  signal(SIGCHLD, SIG_IGN);
  const time_t begin = time(nullptr);
  EXPECT_FALSE(Run("echo text; exec sleep 40 >/dev/null 2>&1").exact);
  EXPECT_LT(time(nullptr) - begin, 30);
  signal(SIGCHLD, SIG_DFL);
}

TEST_F(PreviewProgramTest, StopsAProgramThatWritesForever) {
  for (const char* script : {"exec cat /dev/zero", "exec cat /dev/zero >&2"}) {
    const Preview preview = Run(script);
    EXPECT_FALSE(preview.exact);
    EXPECT_THAT(preview.text, HasSubstr("it writes more than 1 MiB")) << script;
    EXPECT_LT(preview.text.size(), 2000u);
  }
}

TEST_F(PreviewProgramTest, KeepsWarningsOutOfWhatWouldBeSent) {
  const Preview preview = Run("echo warning >&2; echo text");
  EXPECT_TRUE(preview.exact);
  EXPECT_EQ(preview.text, "text\n");
  EXPECT_FALSE(Run("echo warning >&2").exact);
}

TEST_F(PreviewProgramTest, GivesTheReasonThatTheProgramGives) {
  EXPECT_THAT(Run("echo text; echo why >&2; exit 1").text, EndsWith("cannot be shown: why"));
}

TEST_F(PreviewProgramTest, GivesTheProgramNeitherOurInputNorOurOutput) {
  EXPECT_EQ(Run("cat; ls /proc/self/fd | wc -l").text, "4\n");
}

TEST_F(PreviewProgramTest, DoesNotNeedToReapTheProgram) {
  signal(SIGCHLD, SIG_IGN);
  EXPECT_TRUE(Run("echo text").exact);
  signal(SIGCHLD, SIG_DFL);
}

TEST_F(PreviewProgramTest, LendsItTheConfig) {
  EXPECT_EQ(Run("[ $6 = --config ] && cat $7", "{}").text, "{}");
  EXPECT_NE(
      std::system(("ls " + dir_.path() + "/root/collectors/*/prompt.config* 2>/dev/null").c_str()),
      0);
}

TEST_F(PreviewProgramTest, WritesAPreviewForTheUserAlone) {
  const std::string path = dir_.path() + "/preview.txt";
  EXPECT_TRUE(WritePreview(path, std::string(100'000, 'x')));
  EXPECT_TRUE(WritePreview(path, "new"));
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "new");
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
  EXPECT_FALSE(WritePreview(dir_.path() + "/none/preview.txt", "x"));
}

}  // namespace
}  // namespace telemetry::config_internal
