#include "report/dataset/text_ids.h"

#include <string>

#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::report_internal {
namespace {

TEST(TextIdsTest, NumbersTextsAsTheyCome) {
  TextIds ids;
  EXPECT_EQ(ids.Id("linux"), 0);
  EXPECT_EQ(ids.Id(""), 1);
  EXPECT_EQ(ids.Id("linux"), 0);
  EXPECT_EQ(ids.Id(absl::string_view()), 1);
  EXPECT_THAT(ids.texts(), ::testing::ElementsAre("linux", ""));
}

TEST(TextIdsTest, CopiesTexts) {
  TextIds ids;
  std::string text = "linux";
  ids.Id(text);
  text = "plan9";
  EXPECT_EQ(ids.Id("linux"), 0);
}

TEST(TextIdsTest, NumbersRepeatedTextsAsOthers) {
  TextIds ids;
  std::string text = "linux";
  EXPECT_EQ(ids.IdOfRepeated(text), 0);
  EXPECT_EQ(ids.IdOfRepeated(text), 0);
  text = "plan9";
  EXPECT_EQ(ids.IdOfRepeated(text), 1);
  EXPECT_EQ(ids.IdOfRepeated(""), 2);
  EXPECT_EQ(ids.IdOfRepeated(absl::string_view()), 2);
  EXPECT_EQ(ids.Id("darwin"), 3);
  EXPECT_EQ(ids.IdOfRepeated("linux"), 0);
  EXPECT_EQ(ids.IdOfRepeated("linu"), 4);
}

TEST(TextIdsTest, KnowsTextsWhenThereAreMany) {
  TextIds ids;
  for (int pass = 0; pass < 2; ++pass) {
    for (uint32_t i = 0; i < 10000; ++i) ASSERT_EQ(ids.Id(std::to_string(i)), i);
  }
}

TEST(TextIdsTest, TellsTextsOfAnyLengthApartByEachByte) {
  for (size_t size = 1; size <= 70; ++size) {
    TextIds ids;
    std::string text(size, 'x');
    ASSERT_EQ(ids.Id(text), 0);
    for (size_t i = 0; i < size; ++i) {
      text[i] = 'y';
      ASSERT_EQ(ids.Id(text), i + 1) << size;
      text[i] = 'x';
      ASSERT_EQ(ids.Id(text), 0) << size;
    }
    ASSERT_EQ(ids.Id(text + std::string(1, '\0')), size + 1);
  }
}

}  // namespace
}  // namespace telemetry::report_internal
