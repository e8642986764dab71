// Programs that crash, with and without telemetry: they end in the same way, and the crash is
// counted.

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/stack/function_name.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

constexpr char kCrasher[] = "tests/e2e/crash/crasher";
constexpr unsigned kTimeLimitSeconds = 20;
constexpr absl::string_view kSignal = "crash/signal:";

// How a process ended.
struct Ending {
  int status = 0;
  std::string output;
};

std::string Describe(int status) {
  if (WIFEXITED(status)) return absl::StrCat("exit ", WEXITSTATUS(status));
  return absl::StrCat("signal ", WTERMSIG(status), WCOREDUMP(status) ? " with core" : "");
}

// Runs the program in `directory`, where its core dump may go.
Ending RunCrasher(const std::vector<std::string>& arguments, const std::string& directory) {
  const std::string program = std::filesystem::absolute(kCrasher);
  int pipe_fds[2];
  EXPECT_EQ(pipe(pipe_fds), 0);
  const pid_t child = fork();
  if (child == 0) {
    std::vector<char*> argv = {const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    dup2(pipe_fds[1], STDOUT_FILENO);
    dup2(pipe_fds[1], STDERR_FILENO);
    close(pipe_fds[0]);
    close(pipe_fds[1]);
    rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    core.rlim_cur = core.rlim_max;
    setrlimit(RLIMIT_CORE, &core);
    alarm(kTimeLimitSeconds);  // survives exec: a hang ends with SIGALRM
    if (chdir(directory.c_str()) == 0) execv(program.c_str(), argv.data());
    _exit(127);
  }
  close(pipe_fds[1]);
  Ending ending;
  char buffer[4096];
  for (ssize_t size; (size = read(pipe_fds[0], buffer, sizeof(buffer))) > 0;) {
    ending.output.append(buffer, static_cast<size_t>(size));
  }
  close(pipe_fds[0]);
  waitpid(child, &ending.status, 0);
  return ending;
}

class CrashTest : public testing::Test {
 protected:
  // Makes the program crash in the way `how` and expects that it ends in the same way with and
  // without telemetry. Its counts are then in counts().
  void Crash(const std::string& how) {
    const Ending without = RunCrasher({how}, directory_.path());
    const Ending with = RunCrasher({how, sandbox_.root()}, directory_.path());
    EXPECT_EQ(Describe(with.status), Describe(without.status)) << how;
    EXPECT_EQ(with.output, without.output) << how;
    EXPECT_NE(without.status, SIGALRM) << how;
  }

  // The functions of the only counted stack, innermost first, as a reader sees them.
  std::vector<std::string> CountedFunctions() {
    std::vector<std::string> functions;
    for (const auto& [name, count] : sandbox_.Counts()) {
      if (!absl::StartsWith(name, "crash/crash\n")) continue;
      EXPECT_TRUE(functions.empty()) << "a second stack: " << name;
      EXPECT_EQ(count, 1u);
      const std::vector<std::string> lines = absl::StrSplit(name, '\n');
      for (size_t i = 1; i < lines.size(); ++i) functions.push_back(FunctionOf(lines[i]));
    }
    return functions;
  }

  uint64_t CrashesOfTheDay() {
    uint64_t crashes = 0;
    for (const auto& [name, count] : sandbox_.Counts()) {
      if (absl::StartsWith(name, "crash/day:")) crashes += count;
    }
    return crashes;
  }

  // How often each signal was counted.
  std::map<std::string, uint64_t> CountedSignals() {
    std::map<std::string, uint64_t> signals;
    for (const auto& [name, count] : sandbox_.Counts()) {
      if (absl::StartsWith(name, kSignal)) signals[name.substr(kSignal.size())] = count;
    }
    return signals;
  }

  static std::string FunctionOf(const std::string& line) {
    const std::string rest = line.substr(line.rfind('.') + 1);
    return ReadableFunctionName(rest.substr(0, rest.find(":@")));
  }

  TempDir directory_;
  TelemetrySandbox sandbox_;
};

struct Way {
  const char* how;
  // The function in which it crashes, or one of its callers.
  const char* function;
  const char* signal = "SIGSEGV";
};

class WaysToCrashTest : public CrashTest, public testing::WithParamInterface<Way> {};

TEST_P(WaysToCrashTest, EndsAsWithoutTelemetryAndIsCounted) {
  Crash(GetParam().how);
  const std::vector<std::string> functions = CountedFunctions();
  EXPECT_NE(std::find(functions.begin(), functions.end(), GetParam().function), functions.end())
      << testing::PrintToString(functions);
  EXPECT_THAT(CountedSignals(), testing::ElementsAre(testing::Pair(GetParam().signal, 1)));
  EXPECT_EQ(sandbox_.Count("crash/armed"), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    All, WaysToCrashTest,
    testing::Values(Way{"segv", "crasher::Segv"}, Way{"bus", "crasher::Bus", "SIGBUS"},
                    Way{"ill", "crasher::Ill", "SIGILL"}, Way{"fpe", "crasher::Fpe", "SIGFPE"},
                    Way{"abort", "crasher::Abort", "SIGABRT"},
                    Way{"trap", "crasher::Trap", "SIGTRAP"},
                    Way{"throw", "crasher::Throw", "SIGABRT"},
                    Way{"terminate-with-status", "crasher::Throw", "SIGABRT"},
                    Way{"overflow", "crasher::Overflow"}, Way{"call-null", "crasher::CallNull"},
                    Way{"smashed-stack", "crasher::SmashStack"},
                    Way{"lost-stack-pointer", "crasher::LoseStackPointer"},
                    Way{"in-malloc", "crasher::AbortInMalloc", "SIGABRT"},
                    Way{"thread-segv", "crasher::Segv"},
                    Way{"thread-overflow", "crasher::Overflow"},
                    Way{"many-at-once", "crasher::Segv"}, Way{"in-child", "crasher::InChild"},
                    Way{"plain-handler", "crasher::Segv"}, Way{"info-handler", "crasher::Segv"},
                    Way{"no-room", "crasher::Segv"}, Way{"sent", "crasher::KillSelf"}),
    [](const auto& info) {
      std::string name = info.param.how;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

TEST_F(CrashTest, FindsTheCallersUpToMain) {
  Crash("segv");
  const std::vector<std::string> functions = CountedFunctions();
  ASSERT_GE(functions.size(), 2u);
  EXPECT_EQ(functions[0], "crasher::Segv");
  EXPECT_EQ(functions[1], "main");
}

TEST_F(CrashTest, CountsTheDay) {
  Crash("segv");
  EXPECT_EQ(CrashesOfTheDay(), 1u);
}

TEST_F(CrashTest, CountsOnceWhereTwoThreadsTerminate) {
  Crash("terminate-twice");
  EXPECT_EQ(CrashesOfTheDay(), 1u);
}

TEST_F(CrashTest, LeavesTheSignalMaskToTheTerminateHandlerAfterAFaultOfItsOwn) {
  Crash("terminate-on-smashed-stack");
  EXPECT_EQ(CrashesOfTheDay(), 1u);
}

TEST_F(CrashTest, LeavesSignalsToHandlersThatTheProgramInstallsLater) {
  Crash("later-handler");
  EXPECT_THAT(sandbox_.Counts(), testing::ElementsAre(testing::Pair("crash/armed", 1)));
}

TEST_F(CrashTest, LeavesIgnoredSignalsIgnored) {
  Crash("ignored");
  EXPECT_THAT(sandbox_.Counts(), testing::ElementsAre(testing::Pair("crash/armed", 1)));
}

TEST_F(CrashTest, CountsOnceForAProgramThatSurvivesItsSignals) {
  Crash("survivor");
  EXPECT_FALSE(CountedFunctions().empty());
}

TEST_F(CrashTest, HoldsNoPathAndNoAddressOfThisRun) {
  Crash("segv");
  const auto once = sandbox_.Counts();
  Crash("segv");
  EXPECT_EQ(once.size(), sandbox_.Counts().size()) << "the same stack, wherever it was loaded";
  for (const auto& [name, count] : once) {
    EXPECT_FALSE(absl::StrContains(name, directory_.path()));
    if (absl::StartsWith(name, "crash/crash\n")) {
      EXPECT_FALSE(absl::StrContains(name.substr(12), '/')) << name;
    }
  }
}

TEST_F(CrashTest, RecordsNoMoreThanItsLimitADay) {
  constexpr uint64_t kCrashes = 103;
  for (uint64_t i = 0; i < kCrashes; ++i) RunCrasher({"abort", sandbox_.root()}, directory_.path());
  uint64_t stacks = 0;
  uint64_t crashes = 0;
  for (const auto& [name, count] : sandbox_.Counts()) {
    if (absl::StartsWith(name, "crash/day:")) crashes += count;
    if (absl::StartsWith(name, "crash/crash\n")) stacks += count;
  }
  EXPECT_THAT(CountedSignals(), testing::ElementsAre(testing::Pair("SIGABRT", kCrashes)));
  EXPECT_EQ(sandbox_.Count("crash/armed"), kCrashes);
  EXPECT_EQ(crashes, kCrashes);
  // Each day has its own limit, should midnight (UTC) have passed.
  EXPECT_TRUE(stacks == 100 || stacks == kCrashes) << stacks;
}

}  // namespace
}  // namespace telemetry
