#include "config/prompt/prompt_texts.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"

namespace telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

const HostPort kCollector = *ParseCollector("telemetry.example.com");

TEST(PromptTextsTest, AreOneParagraphEach) {
  for (const std::string& text :
       {PromptQuestion("mytool", kCollector, "/x"), PromptThanks("mytool", kCollector, ""),
        PromptFailure(kCollector, "why"), YesChoice(kCollector)}) {
    EXPECT_THAT(text, Not(HasSubstr("\n")));
  }
}

TEST(PromptTextsTest, NameTheCollectorAsPeopleWriteIt) {
  EXPECT_EQ(YesChoice(kCollector), "Yes, upload to telemetry.example.com");
  EXPECT_EQ(YesChoice(*ParseCollector("localhost:8443")), "Yes, upload to localhost:8443");
  EXPECT_EQ(YesChoice(*ParseCollector("[::1]:443")), "Yes, upload to [::1]");
  EXPECT_EQ(StopCommand(kCollector), "gotelemetry local --collector telemetry.example.com");
}

TEST(PromptTextsTest, NameTheFileOnlyIfThereIsOne) {
  EXPECT_THAT(PromptQuestion("mytool", kCollector, "/a/preview.txt"), HasSubstr("/a/preview.txt"));
  EXPECT_THAT(PromptQuestion("mytool", kCollector, ""), Not(HasSubstr("is in")));
}

TEST(PromptTextsTest, SayIfNothingCanBeUploadedYet) {
  EXPECT_THAT(PromptThanks("mytool", kCollector, "there is none"),
              HasSubstr(" Not yet, because there is none. "));
  EXPECT_THAT(PromptThanks("mytool", kCollector, ""), Not(HasSubstr("because")));
}

TEST(PromptTextsTest, SayHowToUndoAYes) {
  EXPECT_THAT(PromptQuestion("mytool", kCollector, ""), HasSubstr(StopCommand(kCollector)));
  EXPECT_THAT(PromptThanks("mytool", kCollector, ""), HasSubstr(StopCommand(kCollector)));
}

}  // namespace
}  // namespace telemetry
