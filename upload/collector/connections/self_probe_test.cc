#include "upload/collector/connections/self_probe.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Probes as fast as it can, with these results, until the last.
class SelfProbeTest : public ::testing::Test {
 protected:
  void Run(std::vector<bool> results) {
    absl::Notification done;
    size_t next = 0;
    SelfProbe probe(
        [&]() -> absl::Status {
          if (next < results.size()) {
            return results[next++] ? absl::OkStatus() : absl::UnavailableError("port 1: refused");
          }
          if (!done.HasBeenNotified()) done.Notify();
          return absl::OkStatus();
        },
        {.period = absl::Milliseconds(1), .failures_until_unhealthy = 2, .failures_until_dead = 4},
        {.log = [&](absl::string_view line) { events_.emplace_back(line); },
         .health =
             [&](bool is_healthy) { events_.emplace_back(is_healthy ? "healthy" : "unhealthy"); },
         .dead =
             [&] {
               events_.emplace_back("dead");
               done.Notify();
             }});
    done.WaitForNotification();
  }

  std::vector<std::string> events_;
};

TEST_F(SelfProbeTest, SaysNothingWhileAllIsWell) {
  Run({true, true, false, true, false, true});
  EXPECT_THAT(events_, ElementsAre());
}

TEST_F(SelfProbeTest, SaysThatItIsUnhealthyAndThatItIsWellAgain) {
  Run({false, false, false, true});
  EXPECT_THAT(events_, ElementsAre(HasSubstr("port 1: refused"), "unhealthy",
                                   HasSubstr("answers again"), "healthy"));
}

TEST_F(SelfProbeTest, GivesUp) {
  Run({true, false, false, false, false});
  EXPECT_THAT(events_, ElementsAre(HasSubstr("port 1: refused"), "unhealthy", HasSubstr("too long"),
                                   "dead"));
}

TEST_F(SelfProbeTest, FindsThatNobodyListens) {
  EXPECT_TRUE(absl::IsUnavailable(ProbeGrpc("127.0.0.1:1", /*tls=*/false, absl::Seconds(5))));
}

TEST_F(SelfProbeTest, EndsWhileItWaits) {
  SelfProbe probe([] { return absl::OkStatus(); }, {.period = absl::Hours(1)},
                  {.log = [](absl::string_view) {}, .health = [](bool) {}, .dead = [] {}});
}

}  // namespace
}  // namespace telemetry::upload_internal
