#include "config/prompt/prompt_record.h"

#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

using State = PromptState;

TEST(PromptRecordTest, ReadsWhatItWrites) {
  for (const char* line : {"- 0 1714521600 1000", "pending 1 1714521600 1", "failed 3 1 500",
                           "yes 1 1714521600 7", "no 2 1714521600 7"}) {
    EXPECT_EQ(FormatPromptRecord(ParsePromptRecord(line)), line);
  }
}

TEST(PromptRecordTest, ReadsTheTwoFieldsOfOlderGopls) {
  const PromptRecord record = ParsePromptRecord("failed 2\n");
  EXPECT_EQ(record.state, State::kFailed);
  EXPECT_EQ(record.attempts, 2);
  EXPECT_EQ(record.created_unix_seconds, 0);
  EXPECT_EQ(record.token, 0);
}

TEST(PromptRecordTest, IgnoresWhatFollows) {
  EXPECT_EQ(FormatPromptRecord(ParsePromptRecord("- 0 1714521600 1000 7777 xxx")),
            "- 0 1714521600 1000");
  EXPECT_EQ(FormatPromptRecord(ParsePromptRecord("pending 1 1714521600 1\n\nmore")),
            "pending 1 1714521600 1");
}

TEST(PromptRecordTest, UnderstandsNothingElse) {
  for (const char* text :
       {"", "\n", "pending", "pending x", "pending -1 1714521600 7", "xxx 0 12345 678",
        "failed 1 1714521600", "failed 1 1714521600 x", "failed 1 x 7", "Pending 1 1714521600 7",
        "failed 99999999999999999999 1 1", "1 failed 1 1", "none 1 1 1"}) {
    EXPECT_EQ(ParsePromptRecord(text), PromptRecord()) << text;
  }
}

TEST(PromptRecordTest, AnAnswerCountsWhateverFollows) {
  for (const char* text : {"no", "no x", "no 1 y z", "no -1", " no\t"}) {
    EXPECT_EQ(ParsePromptRecord(text).state, State::kNo) << text;
  }
  EXPECT_EQ(ParsePromptRecord("yes").state, State::kYes);
  EXPECT_EQ(ParsePromptRecord("nope 1 1 1").state, State::kNone);
}

TEST(PromptRecordTest, TakesFieldsOutOfBoundsForUnknown) {
  EXPECT_EQ(FormatPromptRecord(ParsePromptRecord("- 0 -5 0")), "- 0 0 0");
  EXPECT_EQ(ParsePromptRecord("- 0 1714521600 1001").token, 0);
  EXPECT_EQ(ParsePromptRecord("- 0 1714521600 -3").token, 0);
  EXPECT_EQ(ParsePromptRecord("failed 9999999999 1 1").attempts, 1'000'000);
}

}  // namespace
}  // namespace telemetry
