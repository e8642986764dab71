#include "counter/internal/versioned_cell.h"

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

class VersionedCellTest : public testing::Test {
 protected:
  VersionedCell::Cell memory_{0};
  VersionedCell::Cell file_{0};
  VersionedCell versioned_{&memory_};
};

TEST_F(VersionedCellTest, BeginsWithItsCell) {
  EXPECT_EQ(versioned_.cell(), &memory_);
  EXPECT_EQ(versioned_.version(), 0u);
}

TEST_F(VersionedCellTest, ReplacesWhatIsAsExpected) {
  EXPECT_TRUE(versioned_.Replace(&memory_, 0, &file_));
  EXPECT_EQ(versioned_.cell(), &file_);
  EXPECT_EQ(versioned_.version(), 0u);
}

TEST_F(VersionedCellTest, LeavesAnotherCell) {
  EXPECT_FALSE(versioned_.Replace(&file_, 0, &file_));
  EXPECT_EQ(versioned_.cell(), &memory_);
}

TEST_F(VersionedCellTest, LeavesTheSameCellOfAnotherVersion) {
  versioned_.ReplaceAndRaise(&memory_);
  EXPECT_FALSE(versioned_.Replace(&memory_, 0, &file_));
  EXPECT_EQ(versioned_.cell(), &memory_);
  EXPECT_TRUE(versioned_.Replace(&memory_, 1, &file_));
}

TEST_F(VersionedCellTest, LosesNoReplacementOfSeveralThreads) {
  constexpr int kThreads = 4;
  constexpr int kReplacements = 20000;
  std::atomic<uint64_t> done{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kReplacements; ++i) {
        versioned_.ReplaceAndRaise(&memory_);
        const uint64_t version = versioned_.version();
        if (versioned_.Replace(&memory_, version, &file_)) ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(versioned_.version(), uint64_t{kThreads} * kReplacements);
  EXPECT_GT(done, 0u);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
