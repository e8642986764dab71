#include "upload/internal/connection_deadlines.h"

#include <sys/socket.h>
#include <unistd.h>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace telemetry::internal {
namespace {

constexpr absl::Time kNow = absl::UnixEpoch();

class ConnectionDeadlinesTest : public ::testing::Test {
 protected:
  ConnectionDeadlinesTest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0); }
  ~ConnectionDeadlinesTest() override {
    close(ends_[0]);
    close(ends_[1]);
  }

  int connection() const { return ends_[0]; }
  bool IsOpen() { return send(connection(), "x", 1, MSG_NOSIGNAL) == 1; }

  ConnectionDeadlines deadlines_;
  int ends_[2];
};

TEST_F(ConnectionDeadlinesTest, ShutsDownFromTheDeadlineOn) {
  deadlines_.Set(connection(), kNow + absl::Seconds(1));
  deadlines_.ShutDownExpired(kNow);
  EXPECT_TRUE(IsOpen());
  deadlines_.ShutDownExpired(kNow + absl::Seconds(1));
  EXPECT_FALSE(IsOpen());
}

TEST_F(ConnectionDeadlinesTest, LeavesAConnectionWhoseRequestArrived) {
  deadlines_.Set(connection(), kNow);
  deadlines_.Clear(connection());
  deadlines_.ShutDownExpired(kNow + absl::Hours(1));
  EXPECT_TRUE(IsOpen());
}

TEST_F(ConnectionDeadlinesTest, TheLastDeadlineCounts) {
  deadlines_.Set(connection(), kNow);
  deadlines_.Set(connection(), kNow + absl::Seconds(10));
  deadlines_.ShutDownExpired(kNow + absl::Seconds(9));
  EXPECT_TRUE(IsOpen());
}

}  // namespace
}  // namespace telemetry::internal
