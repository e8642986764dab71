#include "config/approval/chart_review.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "config/approval/annotated_charts.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kRecord[] =
    "title: Editors\n"
    "description: which editors people use\n"
    "issue: https://example.com/1\n"
    "type: partition\n"
    "program: example.com/mytool\n"
    "module: example.com\n"
    "counter: tool/editor:{vim,other}\n"
    "version: v1.2.0\n"
    "#@ owner: a@example.com\n"
    "#@ expires: 2027-11-30\n"
    "#@ sensitivity: interaction\n";

std::vector<AnnotatedChart> Parse(absl::string_view text) {
  const absl::StatusOr<std::vector<AnnotatedChart>> charts = ParseAnnotatedCharts(text, "c.txt");
  EXPECT_TRUE(charts.ok()) << charts.status();
  return charts.value_or(std::vector<AnnotatedChart>());
}

Review ReviewOf(absl::string_view text, absl::string_view against) {
  return ReviewCharts(Parse(text), Parse(against));
}

// kRecord with `old_text` replaced.
std::string With(absl::string_view old_text, absl::string_view new_text) {
  return absl::StrReplaceAll(kRecord, {{old_text, new_text}});
}

TEST(ChartReviewTest, ListsEveryNameWithWhoAsksAndWhy) {
  EXPECT_EQ(ReviewOf(kRecord, "").ToMarkdown(),
            "# 2 names would newly leave a machine\n\n"
            "## Editors\n\n"
            "- program: `example.com/mytool`, from `v1.2.0` on\n"
            "- what it counts: which editors people use\n"
            "- proposal: https://example.com/1\n"
            "- owner: a@example.com\n"
            "- ends: 2027-11-30\n"
            "- about: what somebody did (interaction)\n\n"
            "Would newly leave a machine:\n\n"
            "- `tool/editor:vim`\n"
            "- `tool/editor:other`\n\n"
            "## Questions\n\n"
            "- [ ] What will be decided with each chart, and would a cheaper source do?\n"
            "- [ ] Can a name, or its number, tell who somebody is, where they are, or what they "
            "work on?\n"
            "- [ ] Is every name fixed in the program's source, so that no user's text can become "
            "one?\n"
            "- [ ] Who looks at the chart, how often, and who keeps the counter right as the "
            "program changes?\n"
            "- [ ] Does it end when the question is answered?\n");
}

TEST(ChartReviewTest, IsEmptyIfNothingMoreLeaves) {
  EXPECT_TRUE(ReviewOf(kRecord, kRecord).is_empty());
  EXPECT_TRUE(ReviewOf(With("2027-11-30", "2027-01-01"), kRecord).is_empty()) << "an earlier end";
  EXPECT_TRUE(ReviewOf(With("v1.2.0", "v1.3.0"), kRecord).is_empty()) << "later versions";
  EXPECT_EQ(ReviewOf(kRecord, kRecord).ToMarkdown(), "Nothing new would leave a machine.\n");
}

TEST(ChartReviewTest, ListsOnlyTheNewBucketsOfAChart) {
  const Review review = ReviewOf(With("vim,", "vim,helix,"), kRecord);
  ASSERT_THAT(review.charts, SizeIs(1));
  EXPECT_THAT(review.charts[0].new_names, ElementsAre("tool/editor:helix"));
  EXPECT_THAT(review.withdrawn, IsEmpty());
}

TEST(ChartReviewTest, ALaterEndIsNew) {
  const Review review = ReviewOf(With("2027-11-30", "2028-01-01"), kRecord);
  ASSERT_THAT(review.charts, SizeIs(1));
  EXPECT_THAT(review.charts[0].new_names, IsEmpty());
  EXPECT_THAT(review.charts[0].extensions, ElementsAre("ends later: 2028-01-01, was 2027-11-30"));
  EXPECT_THAT(ReviewOf(With("2027-11-30", "never: needed"), kRecord).charts[0].extensions,
              ElementsAre("ends later: never: needed, was 2027-11-30"));
}

TEST(ChartReviewTest, EarlierVersionsAreNew) {
  const Review review = ReviewOf(With("v1.2.0", "v1.1.0"), kRecord);
  ASSERT_THAT(review.charts, SizeIs(1));
  EXPECT_THAT(review.charts[0].extensions,
              ElementsAre("earlier versions of the program upload all that is approved for it: "
                          "v1.1.0, was from v1.2.0 on"));
}

TEST(ChartReviewTest, AStackThatWasACounterIsNew) {
  const Review review = ReviewOf(
      absl::StrReplaceAll(kRecord, {{"partition", "stack\ndepth: 16"}, {":{vim,other}", ""}}),
      With(":{vim,other}", ""));
  ASSERT_THAT(review.charts, SizeIs(1));
  EXPECT_THAT(review.charts[0].new_names, ElementsAre("tool/editor"));
  EXPECT_THAT(review.ToMarkdown(), HasSubstr("a stack of up to 16 function names"));
}

TEST(ChartReviewTest, ListsWhatIsNoLongerApproved) {
  const Review review = ReviewOf(With("vim,", ""), kRecord);
  EXPECT_THAT(review.charts, IsEmpty());
  EXPECT_THAT(review.withdrawn, ElementsAre("example.com/mytool tool/editor:vim"));
}

TEST(ChartReviewTest, TextOfARecordCannotPassAsTheReviews) {
  const std::string text = ReviewOf(With("which editors people use", "<b>`x`"), "").ToMarkdown();
  EXPECT_THAT(text, HasSubstr("- what it counts: &lt;b>'x'\n"));
}

TEST(ChartReviewTest, ReadsAsProgramsWantIt) {
  EXPECT_EQ(ReviewOf(With("vim,other", "vim"), "").ToJson(),
            R"({
 "Charts": [
  {
   "Line": 1,
   "Program": "example.com/mytool",
   "Chart": "tool/editor",
   "Title": "Editors",
   "Kind": "counter",
   "Description": "which editors people use",
   "Expires": "2027-11-30",
   "Sensitivity": "interaction",
   "Owners": [
    "a@example.com"
   ],
   "Issues": [
    "https://example.com/1"
   ],
   "NewNames": [
    "tool/editor:vim"
   ],
   "Extensions": []
  }
 ],
 "Withdrawn": []
})");
}

}  // namespace
}  // namespace telemetry
