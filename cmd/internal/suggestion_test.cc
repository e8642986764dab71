#include "cmd/internal/suggestion.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

TEST(EditDistanceTest, CountsWhatHasToChange) {
  EXPECT_EQ(EditDistance("view", "view"), 0);
  EXPECT_EQ(EditDistance("veiw", "view"), 1);
  EXPECT_EQ(EditDistance("vew", "view"), 1);
  EXPECT_EQ(EditDistance("vieww", "view"), 1);
  EXPECT_EQ(EditDistance("vied", "view"), 1);
  EXPECT_EQ(EditDistance("", "view"), 4);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
}

TEST(SuggestionTest, IsTheMostSimilarWord) {
  const std::vector<std::string> commands = {"on", "off", "env", "view", "preview", "upload"};
  EXPECT_EQ(Suggestion("veiw", commands), "view");
  EXPECT_EQ(Suggestion("prevew", commands), "preview");
  EXPECT_EQ(Suggestion("uplaod", commands), "upload");
  EXPECT_EQ(Suggestion("enw", commands), "env");
}

TEST(SuggestionTest, AWordLikeNoneGetsNone) {
  const std::vector<std::string> commands = {"on", "off", "env", "view"};
  EXPECT_EQ(Suggestion("frobnicate", commands), "");
  EXPECT_EQ(Suggestion("x", commands), "");
  EXPECT_EQ(Suggestion("", commands), "");
  EXPECT_EQ(Suggestion("view", {}), "");
  EXPECT_EQ(Suggestion(std::string(10'000'000, 'v'), commands), "");
}

}  // namespace
}  // namespace telemetry::cmd
