#include "counter/labeled_counter.h"

#include <string>

#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

enum class Client { kVscode, kVim, kOther };
constinit LabeledCounter clients("tool/client", {"vscode", "vim", "other"});

TEST(LabeledCounterTest, NamesABucketAfterEachLabel) {
  EXPECT_EQ(clients.name(Client::kVscode), "tool/client:vscode");
  EXPECT_EQ(clients.name(2), "tool/client:other");
}

TEST(LabeledCounterTest, CountsTheBucketOfALabel) {
  const TelemetrySandbox sandbox;
  ASSERT_EQ(RunInChild([] {
              clients.Inc(Client::kVim);
              Open({.program = "example.com/tool"});
              clients.Inc(Client::kVim);
              clients.Add(Client::kOther, 5);
            }),
            0);
  EXPECT_THAT(sandbox.Counts(),
              UnorderedElementsAre(Pair("tool/client:vim", 2), Pair("tool/client:other", 5)));
}

TEST(LabeledCounterTest, CountsNothingForWhatHasNoLabel) {
  const TelemetrySandbox sandbox;
  ASSERT_EQ(RunInChild([] {
              Open({.program = "example.com/tool"});
              clients.Inc(3);
              clients.Inc(-1);
              clients.Add(1000000, 5);
              clients.Inc(0);
            }),
            0);
  EXPECT_THAT(sandbox.Counts(), UnorderedElementsAre(Pair("tool/client:vscode", 1)));
}

TEST(LabeledCounterTest, CutsNameThatIsTooLong) {
  const std::string label(100, 'x');
  const LabeledCounter<1> counter("c", {label.c_str()});
  EXPECT_EQ(counter.name(0), "c:" + std::string(78, 'x'));
}

}  // namespace
}  // namespace telemetry
