#include "cmd/collector/config/records/print_findings.h"

#include <string>
#include <vector>

#include "config/approval/finding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Finding kFinding{7, Severity::kError, "UNKNOWN_KEY", "a\x1b"};

TEST(PrintFindingsTest, LogsALineForEach) {
  EXPECT_THAT(LogLines("c.json", {}), IsEmpty());
  EXPECT_THAT(LogLines("c.json", {kFinding}), ElementsAre("c.json:7: error: UNKNOWN_KEY: a?"));
}

TEST(PrintFindingsTest, DoesNotFloodALog) {
  const std::vector<std::string> lines =
      LogLines("c.json", std::vector<Finding>(kMaxLoggedFindings + 3, kFinding));
  ASSERT_THAT(lines, SizeIs(kMaxLoggedFindings + 1));
  EXPECT_EQ(lines.back(), "and 3 more; see collector config check c.json");
  EXPECT_THAT(LogLines("c.json", std::vector<Finding>(kMaxLoggedFindings, kFinding)),
              SizeIs(kMaxLoggedFindings));
}

}  // namespace
}  // namespace telemetry::collector
