#include "storage/mapped_file/sigbus_guard.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/unique_fd.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

constexpr size_t kBytes = 65536;

// A mapped file that can be truncated.
class Mapping {
 public:
  explicit Mapping(const std::string& path)
      : fd_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    Resize(kBytes);
    data_ =
        static_cast<char*>(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0));
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { munmap(data_, kBytes); }

  volatile char* data() const { return data_; }
  const void* begin() const { return data_; }
  void Resize(size_t bytes) const { EXPECT_EQ(ftruncate(fd_.get(), static_cast<off_t>(bytes)), 0); }

 private:
  UniqueFd fd_;
  char* data_;
};

// How a child process ends that runs `body` and then exits with status 0.
int StatusOf(const std::function<void()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    signal(SIGBUS, SIG_DFL);  // the sanitizers have handlers of their own
    body();
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

bool EndsWell(int status) { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }
bool DiesOfSigbus(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS; }

class SigbusGuardTest : public ::testing::Test {
 protected:
  TempDir dir_;
  Mapping mapping_{dir_.path() + "/f"};
};

TEST_F(SigbusGuardTest, TruncatedFileKillsWithoutTheGuard) {
  EXPECT_TRUE(DiesOfSigbus(StatusOf([this] {
    mapping_.Resize(0);
    mapping_.data()[100] = 1;
  })));
}

TEST_F(SigbusGuardTest, ProgramGoesOnAfterItsFileIsTruncated) {
  EXPECT_TRUE(EndsWell(StatusOf([this] {
    InstallSigbusGuard();
    const GuardedRange range(mapping_.begin(), kBytes);
    mapping_.data()[0] = 7;
    mapping_.Resize(8192);
    mapping_.data()[20000] = 1;
    mapping_.data()[65535] = 2;
    const bool kept = mapping_.data()[0] == 7 && mapping_.data()[20000] == 1 &&
                      mapping_.data()[20001] == 0 && mapping_.data()[65535] == 2;
    _exit(kept && range.lost() ? 0 : 1);
  })));
}

TEST_F(SigbusGuardTest, RangeIsNotLostWhileItsFileIsWhole) {
  const GuardedRange range(mapping_.begin(), kBytes);
  mapping_.data()[100] = 1;
  EXPECT_FALSE(range.lost());
}

TEST_F(SigbusGuardTest, OtherMappingsKillAsBefore) {
  EXPECT_TRUE(DiesOfSigbus(StatusOf([this] {
    InstallSigbusGuard();
    mapping_.Resize(0);
    mapping_.data()[100] = 1;
  })));
}

TEST_F(SigbusGuardTest, RangeThatEndedIsNotGuarded) {
  EXPECT_TRUE(DiesOfSigbus(StatusOf([this] {
    InstallSigbusGuard();
    { const GuardedRange range(mapping_.begin(), kBytes); }
    mapping_.Resize(0);
    mapping_.data()[100] = 1;
  })));
}

TEST_F(SigbusGuardTest, MoreRangesThanItCanGuardAreHarmless) {
  std::vector<std::unique_ptr<GuardedRange>> ranges;
  for (int i = 0; i < 100; ++i) {
    ranges.push_back(std::make_unique<GuardedRange>(mapping_.begin(), kBytes));
  }
  EXPECT_FALSE(ranges.back()->lost());
}

TEST_F(SigbusGuardTest, SignalThatSomeoneSentKillsAsBefore) {
  EXPECT_TRUE(DiesOfSigbus(StatusOf([] {
    InstallSigbusGuard();
    raise(SIGBUS);
  })));
}

TEST_F(SigbusGuardTest, SignalThatIsIgnoredStaysIgnored) {
  EXPECT_TRUE(EndsWell(StatusOf([] {
    signal(SIGBUS, SIG_IGN);
    InstallSigbusGuard();
    raise(SIGBUS);
  })));
}

TEST_F(SigbusGuardTest, BadAccessOfAProgramThatIgnoresTheSignalKillsAsBefore) {
  EXPECT_TRUE(DiesOfSigbus(StatusOf([this] {
    signal(SIGBUS, SIG_IGN);
    InstallSigbusGuard();
    mapping_.Resize(0);
    mapping_.data()[100] = 1;
  })));
}

TEST_F(SigbusGuardTest, EarlierHandlerStillRuns) {
  EXPECT_EQ(WEXITSTATUS(StatusOf([this] {
              signal(SIGBUS, [](int) { _exit(42); });
              InstallSigbusGuard();
              mapping_.Resize(0);
              mapping_.data()[100] = 1;
            })),
            42);
}

TEST_F(SigbusGuardTest, EarlierHandlerLearnsWhatHappened) {
  static const volatile char* volatile fault_address;
  EXPECT_EQ(WEXITSTATUS(StatusOf([this] {
              struct sigaction action = {};
              action.sa_flags = SA_SIGINFO;
              action.sa_sigaction = [](int, siginfo_t* info, void*) {
                _exit(info->si_addr == fault_address && info->si_code == BUS_ADRERR ? 42 : 1);
              };
              sigaction(SIGBUS, &action, nullptr);
              InstallSigbusGuard();
              mapping_.Resize(0);
              fault_address = mapping_.data() + 100;
              mapping_.data()[100] = 1;
            })),
            42);
}

TEST_F(SigbusGuardTest, EarlierHandlerForOneSignalRunsOnce) {
  EXPECT_TRUE(DiesOfSigbus(StatusOf([] {
    struct sigaction action = {};
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    action.sa_handler = [](int) {};
    sigaction(SIGBUS, &action, nullptr);
    InstallSigbusGuard();
    raise(SIGBUS);
    raise(SIGBUS);
  })));
}

}  // namespace
}  // namespace telemetry
