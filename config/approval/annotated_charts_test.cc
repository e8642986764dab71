#include "config/approval/annotated_charts.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/chart_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

// A valid record in lines 1 to 6.
constexpr char kRecord[] =
    "title: Editors\n"
    "issue: https://example.com/1\n"
    "type: partition\n"
    "program: example.com/mytool\n"
    "module: example.com\n"
    "counter: editor:{vim,emacs}\n";

std::vector<AnnotatedChart> Parse(absl::string_view text) {
  const absl::StatusOr<std::vector<AnnotatedChart>> charts = ParseAnnotatedCharts(text, "c.txt");
  EXPECT_TRUE(charts.ok()) << charts.status();
  return charts.value_or(std::vector<AnnotatedChart>());
}

// "OK", or the error for a valid record followed by `lines`, from line 7 on.
std::string VerdictWith(absl::string_view lines) {
  const auto charts = ParseAnnotatedCharts(absl::StrCat(kRecord, lines), "c.txt");
  if (charts.ok()) return "OK";
  EXPECT_EQ(charts.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(charts.status().message());
}

TEST(AnnotatedChartsTest, ReadsEveryAnnotation) {
  const std::vector<AnnotatedChart> charts = Parse(absl::StrCat(kRecord,
                                                                "#@ owner: a@example.com\n"
                                                                "  #@owner:https://b.example#c\n"
                                                                "#@ expires: 2027-11-30\n"
                                                                "#@ sensitivity: interaction\n"
                                                                "#@ allow: NAME_TOO_SIMILAR\n"
                                                                "#@ allow: NO_SUCH\n"));
  ASSERT_THAT(charts, SizeIs(1));
  const AnnotatedChart& chart = charts[0];
  EXPECT_EQ(chart.record.title, "Editors");
  EXPECT_THAT(chart.owners, ElementsAre("a@example.com", "https://b.example#c"));
  EXPECT_EQ(chart.expiry.kind, ChartExpiry::Kind::kDay);
  EXPECT_EQ(chart.expiry.day, absl::CivilDay(2027, 11, 30));
  EXPECT_EQ(chart.sensitivity, "interaction");
  EXPECT_THAT(chart.allowed, ElementsAre(Pair("NAME_TOO_SIMILAR", 11), Pair("NO_SUCH", 12)));
}

TEST(AnnotatedChartsTest, ReadsWhyAnApprovalNeverEnds) {
  struct Case {
    const char* annotation;
    const char* reason;
  };
  for (const Case& c : {Case{"#@ expires: never: it is: needed", "it is: needed"},
                        Case{"#@ expires: never:", ""}, Case{"#@ expires: never", ""}}) {
    const std::vector<AnnotatedChart> charts = Parse(absl::StrCat(kRecord, c.annotation));
    ASSERT_THAT(charts, SizeIs(1));
    EXPECT_EQ(charts[0].expiry.kind, ChartExpiry::Kind::kNever);
    EXPECT_EQ(charts[0].expiry.reason, c.reason);
  }
}

TEST(AnnotatedChartsTest, ARecordMayHaveNone) {
  const std::vector<AnnotatedChart> charts = Parse(kRecord);
  ASSERT_THAT(charts, SizeIs(1));
  EXPECT_THAT(charts[0].owners, IsEmpty());
  EXPECT_EQ(charts[0].expiry.kind, ChartExpiry::Kind::kMissing);
  EXPECT_EQ(charts[0].sensitivity, "");
}

TEST(AnnotatedChartsTest, GivesEachRecordItsOwnAnnotations) {
  const std::vector<AnnotatedChart> charts =
      Parse(absl::StrCat("---\n# none\n---\n#@ owner: a@example.com\n", kRecord, "---\n", kRecord,
                         "---\n\n---\n", kRecord, "#@ owner: c@example.com\n---\n"));
  ASSERT_THAT(charts, SizeIs(3));
  EXPECT_THAT(charts[0].owners, ElementsAre("a@example.com"));
  EXPECT_THAT(charts[1].owners, IsEmpty());
  EXPECT_THAT(charts[2].owners, ElementsAre("c@example.com"));
}

TEST(AnnotatedChartsTest, KnowsTheLineOfEachField) {
  const std::vector<AnnotatedChart> charts =
      Parse(absl::StrCat("# a comment\n", kRecord, "#@ owner: a@example.com\n"));
  ASSERT_THAT(charts, SizeIs(1));
  EXPECT_EQ(charts[0].record.line, 2);
  EXPECT_EQ(charts[0].LineOf("counter"), 7);
  EXPECT_EQ(charts[0].LineOf("owner"), 8);
  EXPECT_EQ(charts[0].LineOf("depth"), 2) << "the record's, if there is none";
}

TEST(AnnotatedChartsTest, OtherCommentsAreComments) {
  EXPECT_EQ(VerdictWith("# @ownr: x\n# see #@ ownr: x\ndescription: d # #@ ownr: x\n"), "OK");
}

TEST(AnnotatedChartsTest, NamesTheLineThatIsWrong) {
  struct Case {
    const char* lines;
    const char* verdict;
  };
  for (const Case& c : {
           Case{"\n#@ ownr: a@example.com",
                "c.txt:8: unknown annotation \"ownr\"; there are owner, expires, sensitivity and "
                "allow"},
           Case{"#@", "c.txt:7: \"#@\" is not followed by a key and a colon, but by \"\""},
           Case{"#@ owner a",
                "c.txt:7: \"#@\" is not followed by a key and a colon, but by \"owner "
                "a\""},
           Case{"#@ owner: bob", "c.txt:7: owner \"bob\" is neither a mail address nor a URL"},
           Case{"#@ owner:", "c.txt:7: owner \"\" is neither a mail address nor a URL"},
           Case{"#@ owner: Bob <b@example.com>",
                "c.txt:7: owner \"Bob <b@example.com>\" is neither a mail address nor a URL"},
           Case{"#@ owner: a@b@c", "c.txt:7: owner \"a@b@c\" is neither a mail address nor a URL"},
           Case{"#@ expires: soon",
                "c.txt:7: expires \"soon\" is neither a day such as 2027-11-30 nor \"never: \" and "
                "a reason"},
           Case{"#@ expires: 2027-02-29",
                "c.txt:7: expires \"2027-02-29\" is neither a day such as 2027-11-30 nor \"never: "
                "\" and a reason"},
           Case{"#@ expires: 2027-11-30\n#@ expires: never: x", "c.txt:8: expires is repeated"},
           Case{"#@ sensitivity: high",
                "c.txt:7: sensitivity \"high\" is neither technical nor interaction"},
           Case{"#@ sensitivity: technical\n#@ sensitivity: technical",
                "c.txt:8: sensitivity is repeated"},
           Case{"#@ allow:", "c.txt:7: allow names no lint"},
           Case{"depth: 0 #@ owner: a@example.com",
                "c.txt:7: an annotation needs a line of its own"},
           Case{"---\n#@ owner: a@example.com", "c.txt:8: the annotation belongs to no record"},
           Case{"---\n#@ owner: a@example.com\n---\n",
                "c.txt:8: the annotation belongs to no record"},
           Case{"color: red", "c.txt:7: unknown field \"color\""},
       }) {
    EXPECT_EQ(VerdictWith(c.lines), c.verdict);
  }
}

TEST(AnnotatedChartsTest, ReadsAFile) {
  const auto charts = ReadAnnotatedCharts("config/upload_config/testdata/charts.txt");
  ASSERT_TRUE(charts.ok()) << charts.status();
  EXPECT_THAT(*charts, SizeIs(41));
  EXPECT_EQ(ReadAnnotatedCharts("nowhere.txt").status().code(), absl::StatusCode::kNotFound);
}

TEST(AnnotatedChartsTest, NamesTheLineThatIsNotUtf8) {
  const absl::Status status =
      ParseAnnotatedCharts("title: A\ntitle: caf\xe9\n", "charts.txt").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "charts.txt:2: not UTF-8");
}

TEST(AnnotatedChartsTest, AChartIsNamedBeforeTheColon) {
  EXPECT_EQ(ChartOf("gopls/client:{vim,emacs}"), "gopls/client");
  EXPECT_EQ(ChartOf("gopls/bug"), "gopls/bug");
  EXPECT_EQ(ChartOf("a:b:c"), "a");
}

}  // namespace
}  // namespace telemetry
