#include "upload/collector/internal/worker_thread.h"

#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::ElementsAre;

TEST(WorkerThreadTest, DoesWhatItIsGivenInOrderOnAnotherThread) {
  std::vector<int> done;
  std::thread::id thread;
  {
    WorkerThread worker;
    for (const int number : {1, 2, 3}) worker.Run([&done, number] { done.push_back(number); });
    worker.Run([&] { thread = std::this_thread::get_id(); });
  }
  EXPECT_THAT(done, ElementsAre(1, 2, 3));
  EXPECT_NE(thread, std::this_thread::get_id());
}

TEST(WorkerThreadTest, KeepsNobodyWaiting) {
  absl::Notification go;
  bool done = false;
  {
    WorkerThread worker;
    worker.Run([&] { go.WaitForNotification(); });
    worker.Run([&] { done = true; });
    EXPECT_FALSE(done);
    go.Notify();
  }
  EXPECT_TRUE(done);
}

TEST(WorkerThreadTest, EndsWithoutWork) { const WorkerThread worker; }

}  // namespace
}  // namespace telemetry::upload_internal
