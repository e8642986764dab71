#include "counter/internal/daily_upload/upload_start.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"
#include "tests/util/child_process.h"
#include "tests/util/temp_dir.h"

namespace {

// Whether the program has more privileges than the user who started it.
bool is_privileged = false;

}  // namespace

// Replaces the C library's: only the kernel can make a program privileged.
extern "C" unsigned long getauxval(unsigned long type) noexcept {
  if (type == AT_SECURE && is_privileged) return 1;
  static const auto real =
      reinterpret_cast<unsigned long (*)(unsigned long)>(dlsym(RTLD_NEXT, "getauxval"));
  return real(type);
}

namespace telemetry {
namespace counter_internal {
namespace {

const std::optional<HostPort> kCollector = ParseCollector("collector.example.com");
const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

std::string Contents(const std::string& path) {
  std::stringstream contents;
  contents << std::ifstream(path).rdbuf();
  return contents.str();
}

void Write(const std::string& path, const std::string& contents) {
  std::ofstream(path) << contents;
}

// A telemetry directory whose user has consented, and a gotelemetry that reports how it was run.
class UploadStartTest : public testing::Test {
 protected:
  UploadStartTest() {
    std::filesystem::create_directories(dir_ + "/local");
    Write(dir_ + "/mode", "on 2026-11-22");
    const std::string program = path_ + "/gotelemetry";
    Write(program,
          absl::StrCat("#!/bin/sh\n",
                       "{ echo \"arguments: $*\"\n"
                       "  read -r pid name state parent group session rest < /proc/$$/stat\n"
                       "  [ $session = $$ ] && echo 'session: its own'\n"
                       "  echo \"parent: $PPID\"\n"
                       "  echo \"mark: $GOTELEMETRY_UPLOADING\"\n"
                       "  echo \"directory: $(pwd)\"\n"
                       "  echo \"descriptors:\" $(ls /proc/$$/fd)\n"
                       // No program is run for this: the shell blocks signals while it starts one.
                       "  while read -r line; do\n"
                       "    case $line in Sig*) echo \"$line\" ;; esac\n"
                       "  done < /proc/$$/status\n"
                       "} > ",
                       ran_, ".part\n", "mv ", ran_, ".part ", ran_, "\n", "echo uploaded\n"));
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    setenv("GOTELEMETRY_BIN", program.c_str(), 1);
    for (const char* variable : {"CI", "GOTELEMETRY", "DO_NOT_TRACK", "GITHUB_ACTIONS"}) {
      unsetenv(variable);
    }
    unsetenv(kUploadMark);
  }

  void StartUpload(absl::Time now) {
    StartDailyUpload(TelemetryRoot(root_), kCollector, DecideMode(TelemetryRoot(root_), kCollector),
                     now);
  }

  // Whether a run began, and what it then reported.
  bool HasRun() {
    for (int wait = 0; wait < 1000 && !std::filesystem::exists(ran_); ++wait) {
      absl::SleepFor(absl::Milliseconds(10));
    }
    return std::filesystem::exists(ran_);
  }

  // Call this when no run is under way: the token would be there before the run is.
  bool IsTokenTaken() const { return std::filesystem::exists(dir_ + "/local/upload.token"); }

  TempDir directory_;
  const std::string path_ = std::filesystem::canonical(directory_.path());
  const std::string root_ = path_ + "/telemetry";
  const std::string dir_ = root_ + "/collectors/collector.example.com_443";
  const std::string ran_ = path_ + "/ran";
};

TEST_F(UploadStartTest, RunsGotelemetryApartFromThisProcess) {
  const int inherited = fcntl(STDIN_FILENO, F_DUPFD, 77);  // without FD_CLOEXEC
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
  signal(SIGUSR2, SIG_IGN);
  StartUpload(kNow);
  ASSERT_TRUE(HasRun());
  signal(SIGUSR2, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
  close(inherited);

  const std::string said = Contents(ran_);
  EXPECT_TRUE(absl::StrContains(
      said,
      absl::StrCat("arguments: --dir ", root_, " upload --collector collector.example.com:443\n")))
      << said;
  EXPECT_TRUE(absl::StrContains(said, "mark: 1\n"));
  EXPECT_TRUE(absl::StrContains(said, "directory: /\n"));
  EXPECT_FALSE(absl::StrContains(said, absl::StrCat("parent: ", getpid(), "\n")));
  EXPECT_TRUE(absl::StrContains(said, "SigBlk:\t0000000000000000\n")) << said;
  EXPECT_TRUE(absl::StrContains(said, "session: its own\n")) << said;
  // Of the signals that programs use: the C library ignores two of its own.
  EXPECT_TRUE(absl::StrContains(said, "SigIgn:\t0000000180000000\n") ||
              absl::StrContains(said, "SigIgn:\t0000000000000000\n"))
      << said;
  EXPECT_FALSE(absl::StrContains(said, " 77")) << said;
}

TEST_F(UploadStartTest, LeavesThisProcessNoChild) {
  StartUpload(kNow);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
  EXPECT_TRUE(HasRun());
}

TEST_F(UploadStartTest, LogsIfThereIsADirectoryForIt) {
  std::filesystem::create_directories(dir_ + "/debug");
  StartUpload(kNow);
  ASSERT_TRUE(HasRun());
  const std::string log = dir_ + "/debug/upload.log";
  for (int wait = 0; wait < 1000 && Contents(log).empty(); ++wait) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ(Contents(log), "uploaded\n");
}

TEST_F(UploadStartTest, WaitsForNobodyWhoReadsALog) {
  std::filesystem::create_directories(dir_ + "/debug");
  ASSERT_EQ(mkfifo((dir_ + "/debug/upload.log").c_str(), 0600), 0);
  alarm(60);
  StartUpload(kNow);
  EXPECT_TRUE(HasRun());
  alarm(0);
}

TEST_F(UploadStartTest, LogsOnlyWhereNobodyElseWrites) {
  const std::string log = dir_ + "/debug/upload.log";
  std::filesystem::create_directories(dir_ + "/debug");
  ASSERT_EQ(chmod((dir_ + "/debug").c_str(), 0777), 0);
  StartUpload(kNow);
  EXPECT_TRUE(HasRun());
  EXPECT_FALSE(std::filesystem::exists(log));

  std::filesystem::remove(ran_);
  ASSERT_EQ(chmod((dir_ + "/debug").c_str(), 0700), 0);
  Write(log, "");
  ASSERT_EQ(chmod(log.c_str(), 0666), 0);
  StartUpload(kNow + absl::Hours(25));
  EXPECT_TRUE(HasRun());
  EXPECT_EQ(Contents(log), "");
}

TEST_F(UploadStartTest, LogsForAProgramWithoutStandardStreams) {
  std::filesystem::create_directories(dir_ + "/debug");
  EXPECT_EQ(RunInChild([this] {
              for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) close(fd);
              StartUpload(kNow);
            }),
            0);
  ASSERT_TRUE(HasRun());
  const std::string log = dir_ + "/debug/upload.log";
  for (int wait = 0; wait < 1000 && Contents(log).empty(); ++wait) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ(Contents(log), "uploaded\n");
}

TEST_F(UploadStartTest, StartsNoRunInADirectoryThatTookTheRootsPlace) {
  const ModeDecision decision = DecideMode(TelemetryRoot(root_), kCollector);
  std::filesystem::rename(root_, path_ + "/away");
  std::filesystem::create_directories(dir_ + "/local");
  std::filesystem::create_directories(dir_ + "/debug");
  Write(dir_ + "/mode", "local 2026-11-22");
  StartDailyUpload(TelemetryRoot(root_), kCollector, decision, kNow);
  // The log would be there before the run is.
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/debug/upload.log"));
}

TEST_F(UploadStartTest, RunsOnceADay) {
  StartUpload(kNow);
  ASSERT_TRUE(HasRun());
  const auto taken = std::filesystem::last_write_time(dir_ + "/local/upload.token");
  StartUpload(kNow + absl::Hours(1));
  EXPECT_EQ(std::filesystem::last_write_time(dir_ + "/local/upload.token"), taken);
}

TEST_F(UploadStartTest, StartsNoRunWithoutConsent) {
  for (const char* mode : {"local 2026-11-22\n", "off\n"}) {
    Write(dir_ + "/mode", mode);
    StartUpload(kNow);
  }
  EXPECT_FALSE(IsTokenTaken());
}

TEST_F(UploadStartTest, StartsNoRunWithoutACollector) {
  const TelemetryRoot root(root_);
  Write(root_ + "/mode", "on 2026-11-22");
  StartDailyUpload(root, std::nullopt, DecideMode(root, std::nullopt), kNow);
  EXPECT_FALSE(IsTokenTaken());
}

TEST_F(UploadStartTest, StartsNoRunUnderContinuousIntegration) {
  setenv("CI", "true", 1);
  StartUpload(kNow);
  EXPECT_FALSE(IsTokenTaken());
}

TEST_F(UploadStartTest, StartsNoRunFromARun) {
  setenv(kUploadMark, "1", 1);
  StartUpload(kNow);
  EXPECT_FALSE(IsTokenTaken());
}

TEST_F(UploadStartTest, StartsNoRunFromAPrivilegedProgram) {
  is_privileged = true;
  StartUpload(kNow);
  is_privileged = false;
  EXPECT_FALSE(IsTokenTaken());
}

TEST_F(UploadStartTest, LivesWithoutAnEnvironment) {
  EXPECT_EQ(RunInChild([this] {
              clearenv();
              StartUpload(kNow);
            }),
            0);
  EXPECT_TRUE(IsTokenTaken());
}

TEST_F(UploadStartTest, DoesNothingWhenTheDirectoryIsGone) {
  std::filesystem::remove_all(root_ + "/local");
  StartUpload(kNow);
  EXPECT_FALSE(std::filesystem::exists(root_ + "/local"));
}

TEST_F(UploadStartTest, DoesNothingWithoutGotelemetry) {
  setenv("GOTELEMETRY_BIN", "/nonexistent/gotelemetry", 1);
  StartUpload(kNow);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
