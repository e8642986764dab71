#include "upload/collector/internal/failure_log.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

TEST(FailureLogTest, SaysWhenItBeginsAndWhenItIsOver) {
  std::vector<std::string> lines;
  FailureLog failures([&lines](absl::string_view line) { lines.emplace_back(line); },
                      "nothing is written", "it is written again");
  failures.Note(absl::OkStatus());
  failures.Note(absl::UnavailableError("disk full"));
  failures.Note(absl::UnavailableError("disk full"));
  failures.Note(absl::OkStatus());
  failures.Note(absl::OkStatus());
  EXPECT_THAT(lines, testing::ElementsAre("nothing is written: disk full", "it is written again"));
}

}  // namespace
}  // namespace telemetry::upload_internal
