#include "report/dataset/internal/merged_texts.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::report_internal {
namespace {

using ::testing::ElementsAre;

TEST(MergedTextsTest, SortsTextsAndHasEachOnce) {
  const std::vector<std::vector<absl::string_view>> texts = {{"b", "a"}, {"c", "b"}, {}};
  const MergedTexts merged(texts);
  EXPECT_THAT(merged.texts(), ElementsAre("a", "b", "c"));
}

TEST(MergedTextsTest, KnowsWhatEachThreadMeans) {
  const std::vector<std::vector<absl::string_view>> texts = {{"b", "a"}, {"c", "b"}};
  const MergedTexts merged(texts);
  for (size_t thread = 0; thread < texts.size(); ++thread) {
    for (uint32_t id = 0; id < texts[thread].size(); ++id) {
      EXPECT_EQ(merged.texts()[merged.Code(thread, id)], texts[thread][id]);
    }
  }
}

TEST(MergedTextsTest, TakesATextThatAThreadHasTwice) {
  const std::vector<std::vector<absl::string_view>> texts = {{"a", "a"}};
  const MergedTexts merged(texts);
  EXPECT_THAT(merged.texts(), ElementsAre("a"));
  EXPECT_EQ(merged.Code(0, 1), 0);
}

}  // namespace
}  // namespace telemetry::report_internal
