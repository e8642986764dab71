#include "config/prompt/prompt_texts.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"

namespace telemetry {
namespace {

using testing::HasSubstr;
using testing::Le;
using testing::Not;
using testing::SizeIs;

const HostPort kCollector = *ParseCollector("telemetry.example.com");

TEST(PromptTextsTest, FitIntoSmallTerminals) {
  const std::string path =
      "/home/user/.config/go/telemetry/collectors/telemetry.example.com_443/preview.txt";
  for (const std::string& text : {PromptQuestion("wordserver", kCollector, ""),
                                  PromptQuestion("wordserver", kCollector, path)}) {
    EXPECT_THAT(text, SizeIs(Le(280)));
    EXPECT_THAT(text, Not(HasSubstr("\n")));
  }
}

TEST(PromptTextsTest, SayHowToStopOnALineOfItsOwn) {
  EXPECT_EQ(PromptThanks(kCollector, ""),
            "Thank you.\nTo stop it: gotelemetry local --collector telemetry.example.com");
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
  EXPECT_THAT(PromptThanks(kCollector, "there is none"),
              HasSubstr(" Nothing is uploaded yet, because there is none.\n"));
}

TEST(PromptTextsTest, SayHowToUndoAYes) {
  EXPECT_THAT(PromptQuestion("mytool", kCollector, ""), HasSubstr(StopCommand(kCollector)));
}

}  // namespace
}  // namespace telemetry
