// Several real processes count into one file; some are killed.

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/counter_file/counter_file.h"
#include "storage/counter_file/counter_file_parser.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

constexpr int kProcesses = 6;
constexpr int kNames = 700;
constexpr CounterFileIdentity kIdentity = {
    .build = {.program = "example.com/tool",
              .version = "v1.0.0",
              .go_version = "gcc12.2.0",
              .goos = "linux",
              .goarch = "amd64"},
    .begin_day = 20770,
    .end_day = 20775,
};

// Long and short names, so that the file grows and its pages end in different ways.
std::string NameOf(int i) { return absl::StrCat("tool/counter:", i, std::string(i % 97, 'x')); }

// What a process has certainly counted, by name. Written after each addition has returned, in
// memory that survives the process.
struct Tally {
  std::atomic<uint64_t> counts[kNames];
};

class CounterFileProcessTest : public ::testing::Test {
 protected:
  CounterFileProcessTest()
      : tallies_(
            static_cast<Tally*>(mmap(nullptr, kProcesses * sizeof(Tally), PROT_READ | PROT_WRITE,
                                     MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {}
  ~CounterFileProcessTest() override { munmap(tallies_, kProcesses * sizeof(Tally)); }

  // Starts process `number`, which counts each name `rounds` times, in an order of its own.
  pid_t Start(int number, int rounds) {
    const pid_t child = fork();
    if (child != 0) return child;
    const CounterFileResult result = CounterFile::OpenOrCreate(path_.c_str(), kIdentity);
    if (result.file == nullptr) _exit(1);
    std::vector<int> order(kNames);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), std::mt19937(number));
    for (int round = 0; round < rounds; ++round) {
      for (const int i : order) {
        std::atomic<uint64_t>* cell = result.file->FindOrAdd(NameOf(i));
        if (cell == nullptr) _exit(2);
        cell->fetch_add(1, std::memory_order_relaxed);
        tallies_[number].counts[i].fetch_add(1, std::memory_order_release);
      }
    }
    _exit(0);
  }

  uint64_t Tallied(int name) const {
    uint64_t sum = 0;
    for (int p = 0; p < kProcesses; ++p) sum += tallies_[p].counts[name].load();
    return sum;
  }

  TempDir dir_;
  const std::string path_ = dir_.path() + "/tool.v1.count";
  Tally* const tallies_;
};

TEST_F(CounterFileProcessTest, EverySumIsExact) {
  constexpr int kRounds = 50;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) children.push_back(Start(p, kRounds));
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path_);
  ASSERT_THAT(file, IsOk());
  for (int i = 0; i < kNames; ++i) {
    ASSERT_EQ(file->count().at(NameOf(i)), kProcesses * kRounds) << NameOf(i);
  }
}

TEST_F(CounterFileProcessTest, KillingSomeLosesNothingThatWasCounted) {
  std::mt19937 random(42);
  constexpr int kForever = 1 << 20;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) children.push_back(Start(p, kForever));
  for (const pid_t child : children) {
    usleep(2000 + random() % 20000);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself, with status " << status;
    // The file is valid even while the others keep counting.
    EXPECT_THAT(ReadCounterFile(path_), IsOk());
  }
  const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path_);
  ASSERT_THAT(file, IsOk());
  uint64_t not_tallied = 0;
  for (int i = 0; i < kNames; ++i) {
    const auto count = file->count().find(NameOf(i));
    const uint64_t counted = count == file->count().end() ? 0 : count->second;
    ASSERT_GE(counted, Tallied(i)) << NameOf(i);
    not_tallied += counted - Tallied(i);
  }
  EXPECT_LE(not_tallied, kProcesses) << "more than one addition each that did not return";
  EXPECT_EQ(CounterFile::OpenOrCreate(path_.c_str(), kIdentity).error, CounterFileError::kNone);
}

}  // namespace
}  // namespace telemetry
