#include "counter/testing/telemetry_sandbox.h"

#include <unistd.h>

#include "absl/strings/string_view.h"
#include "counter/counter.h"
#include "counter/open.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

using testing::IsEmpty;

constinit Counter runs("tool/runs");

// A tool that counts a run for `collector`, in a process of its own. Returns its exit status.
int RunTool(absl::string_view collector) {
  return RunInChild([&] {
    const OpenResult result = Open({.program = "example.com/tool", .collector = collector});
    runs.Inc();
    _exit(result.counting ? 0 : 1);
  });
}

TEST(TelemetrySandboxTest, CountsOverAllCollectorsAndProgramsThatNameNone) {
  const TelemetrySandbox sandbox;
  EXPECT_THAT(sandbox.Counts(), IsEmpty());
  ASSERT_EQ(RunTool(""), 0);
  EXPECT_EQ(sandbox.Count("tool/runs"), 1);
  ASSERT_EQ(RunTool("telemetry.example.com"), 0);
  ASSERT_EQ(RunTool("stats.example.org:8443"), 0);
  EXPECT_EQ(sandbox.Count("tool/runs"), 3);
  EXPECT_EQ(sandbox.CountsByBeginDay().size(), 1);
}

}  // namespace
}  // namespace telemetry
