#include "upload/site/site_pages.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"
#include "upload/site/internal/chart_notes.h"
#include "upload/site/internal/config_change_entry.h"
#include "upload/site/page_templates.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Kind = PublicValue::Kind;

const SitePages& Pages() {
  static const auto& pages = *new SitePages(
      {.style = "/assets/site.css", .script = "/assets/site.js", .icon = "/assets/icon.svg"}, 5);
  return pages;
}

// Charts of a week with one program and one chart, both called `name`.
PublicCharts Week(const std::string& name = "os") {
  return {.start = "2026-11-16",
          .end = "2026-11-22",
          .min_reports = 5,
          .reports_at_least = 120,
          .weeks = {"2026-11-22"},
          .programs = {{.name = name,
                        .charts = {{.name = name,
                                    .type = "partition",
                                    .buckets = {{.key = "linux", .value = {Kind::kExact, 120}},
                                                {.key = name, .value = {Kind::kFewerThan, 5}},
                                                {.key = "aix", .value = {Kind::kAtLeast, 15}}},
                                    .reports_about = 140}},
                        .reports_about = 140}}};
}

TEST(SitePagesTest, NoTemplateUsesTheFormsThatDoNotEscape) {
  for (const char* text :
       {kChartListTemplate, kChartNoteTemplate, kChartsTemplate, kChartsSectionTemplate,
        kConfigHistoryTemplate, kConfigTemplate, kNameListTemplate, kDataTemplate, kFooterTemplate,
        kHeaderTemplate, kHidingTemplate, kHomeTemplate, kMessageTemplate, kPrivacyTemplate}) {
    EXPECT_THAT(text, Not(HasSubstr("{{{")));
    EXPECT_THAT(text, Not(HasSubstr("{{&")));
    // The pages' Content-Security-Policy would refuse these.
    EXPECT_THAT(text, Not(HasSubstr("style=")));
    EXPECT_THAT(text, Not(HasSubstr("onclick=")));
  }
}

TEST(SitePagesTest, HaveWhatEveryPageNeeds) {
  const std::string page = Pages().Privacy();
  EXPECT_THAT(page, StartsWith("<!doctype html>\n<html lang=\"en\">"));
  EXPECT_THAT(page, HasSubstr("<title>Privacy · Telemetry</title>"));
  EXPECT_THAT(page, HasSubstr("<link rel=\"stylesheet\" href=\"/assets/site.css\">"));
  EXPECT_THAT(page, HasSubstr("<script type=\"module\" src=\"/assets/site.js\"></script>"));
  EXPECT_THAT(page, HasSubstr("<a class=\"skip-link\" href=\"#content\">"));
  EXPECT_THAT(page, HasSubstr("<a href=\"/privacy\" aria-current=\"page\">Privacy</a>"));
  EXPECT_THAT(page, HasSubstr("<main id=\"content\" tabindex=\"-1\">\n<h1>Privacy</h1>"));
  EXPECT_THAT(page, HasSubstr("fewer than 5"));
}

TEST(SitePagesTest, DoWithoutAssets) {
  const std::string page = SitePages({}, 5).Privacy();
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<link"))));
}

TEST(SitePagesTest, ShowAChartAsATable) {
  const std::string page = Pages().Charts(Week());
  EXPECT_THAT(page, HasSubstr("data-source=\"/charts/2026-11-16_2026-11-22.json\""));
  EXPECT_THAT(page, HasSubstr("<section class=\"chart\" id=\"charts:os:os\" data-chart=\"os\">\n"
                              "<h3><a href=\"#charts:os:os\"><bdi>os</bdi></a></h3>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\"><bdi>linux</bdi></th>"
                              "<td class=\"number\">120</td><td class=\"number\">86 %</td></tr>"));
  EXPECT_THAT(page, HasSubstr("<tr class=\"small\"><th scope=\"row\"><bdi>os</bdi></th>"
                              "<td class=\"number\">fewer than 5</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"number\">at least 15</td>"));
  EXPECT_THAT(page, HasSubstr("At least 120 reports"));
}

TEST(SitePagesTest, EscapeHostileNames) {
  const std::string page = Pages().Charts(Week("</bdi><script>alert(1)</script>\"' onload=x"));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
  EXPECT_THAT(page, HasSubstr("data-program=\"&lt;/bdi&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("\"' onload")));
}

TEST(SitePagesTest, ShowCharactersThatAreNotSeen) {
  EXPECT_THAT(Pages().Charts(Week("a\x1b[31m\u202e")), HasSubstr("<bdi>a\u241b[31m\\u202e</bdi>"));
}

TEST(SitePagesTest, NamesInTemplateLanguageStayNames) {
  EXPECT_THAT(Pages().Charts(Week("{{title}}{{{title}}}")), HasSubstr("<bdi>{{title}}{{{title}}}"));
}

TEST(SitePagesTest, BeginWithTheLatestWeek) {
  const PublicCharts week = Week();
  EXPECT_THAT(Pages().Home(&week),
              AllOf(HasSubstr("2026-11-16 to 2026-11-22: at least 120 reports"),
                    HasSubstr("<section class=\"charts\"")));
  EXPECT_THAT(Pages().Home(nullptr), AllOf(HasSubstr("There are no charts yet"),
                                           Not(HasSubstr("<section class=\"charts\""))));
}

TEST(SitePagesTest, SayWhatChartsHideWhereverTheyAre) {
  const PublicCharts week = Week();
  for (const std::string& page : {Pages().Home(&week), Pages().Charts(week)}) {
    EXPECT_THAT(
        page,
        HasSubstr("Numbers of reports below 5, zero included, are shown as \"fewer than 5\""));
    EXPECT_THAT(page, HasSubstr("<a href=\"/privacy#charts\">"));
  }
  EXPECT_THAT(Pages().Home(nullptr), Not(HasSubstr("Numbers of reports below")));
  EXPECT_THAT(Pages().Privacy(), HasSubstr("id=\"charts\""));
}

TEST(SitePagesTest, SayOfATrendWhatItsWeeksDoNotShow) {
  PublicCharts trend = Week();
  trend.start = "2026-11-09";
  trend.weeks = {"2026-11-15", "2026-11-22"};
  trend.programs[0].charts[0].buckets[1].value = {Kind::kAtLeast, 0};
  EXPECT_THAT(Pages().Charts(trend), AllOf(HasSubstr("<td class=\"number\">not shown</td>"),
                                           HasSubstr("Each week has its own page")));
}

TEST(SitePagesTest, DoNotSpeakOfHidingWhereNothingIsHidden) {
  const SitePages pages({}, 1);
  const PublicCharts week = Week();
  EXPECT_THAT(pages.Privacy(), Not(HasSubstr("fewer than")));
  EXPECT_THAT(pages.Home(&week), Not(HasSubstr("Numbers of reports below")));
  EXPECT_THAT(pages.Charts(Week()), Not(HasSubstr("Numbers of reports below")));
}

TEST(SitePagesTest, ListChartsAndDatasets) {
  const std::string charts = Pages().ChartList({.latest = "2026-11-16_2026-11-22",
                                                .trend = "2025-11-24_2026-11-22",
                                                .weeks = {"2026-11-16_2026-11-22"}});
  EXPECT_THAT(charts, HasSubstr("<a href=\"/charts/2025-11-24_2026-11-22\">"));
  EXPECT_THAT(charts, HasSubstr("<li><a href=\"/charts/2026-11-16_2026-11-22\">"
                                "2026-11-16 to 2026-11-22</a></li>"));
  EXPECT_THAT(Pages().ChartList({}), HasSubstr("None yet."));
  EXPECT_THAT(Pages().Data({{.day = "2026-11-18", .reports = 12, .bytes = 3456}}),
              HasSubstr("<tr><th scope=\"row\"><a href=\"/data/2026-11-18\">2026-11-18</a></th>"
                        "<td class=\"number\">12</td><td class=\"number\">3456</td></tr>"));
}

TEST(SitePagesTest, ListWhatIsApprovedCountersFirst) {
  const std::string page = Pages().Config(testutil::SmallApproved());
  EXPECT_THAT(page, HasSubstr("<bdi>example.com/tool</bdi>"));
  EXPECT_THAT(page, HasSubstr("<bdi>tool/rare</bdi></th>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"number\">10 %</td>"));
  EXPECT_THAT(page, HasSubstr("<li>stack"));
  EXPECT_THAT(page, HasSubstr("Versions: <span class=\"names\"><bdi>v1.0.0</bdi>, "
                              "<bdi>v1.1.0</bdi></span>"));
  EXPECT_THAT(page, HasSubstr("<dt>Systems</dt><dd><span class=\"names\"><bdi>linux</bdi>"));
  EXPECT_LT(page.find("tool/rare"), page.find("<dt>Systems"));
  EXPECT_LT(page.find("tool/rare"), page.find("v1.1.0"));
  EXPECT_THAT(page, HasSubstr("<a href=\"/config/history\">"));
  EXPECT_THAT(page, Not(HasSubstr("<details")));
}

TEST(SitePagesTest, FoldLongListsOfVersionsAndBuckets) {
  std::string versions;
  std::string buckets;
  for (int i = 0; i < 300; ++i) {
    absl::StrAppend(&versions, i == 0 ? "" : ",", "\"v1.", i, ".0\"");
    absl::StrAppend(&buckets, i == 0 ? "" : ",", "b", i);
  }
  const std::string page = Pages().Config(testutil::ApprovedFrom(
      absl::StrCat(R"({"Programs": [{"Name": "p", "MinVersion": "v2.0.0", "Versions": [)", versions,
                   R"(], "Counters": [{"Name": "c:{)", buckets, R"(}", "Rate": 1}]}]})")));
  EXPECT_THAT(page, HasSubstr("<summary>301 versions</summary>"));
  EXPECT_THAT(page, HasSubstr("<bdi>v2.0.0 and later</bdi>, <bdi>v1.0.0</bdi>"));
  EXPECT_THAT(page, HasSubstr("<bdi>c:</bdi> <details class=\"fold\"><summary>300 buckets"));
}

TEST(SitePagesTest, ListTheBuildsThatStacksMayName) {
  const std::string page = Pages().Config(testutil::ApprovedFrom(
      R"({"Programs": [{"Name": "p", "Builds": [{"File": "p", "IDs": ["01", "02"]},
                                                {"File": "libp.so.1"}]}, {"Name": "q"}]})"));
  EXPECT_THAT(page, HasSubstr("Released builds that stacks may name: <span class=\"names\">"
                              "<bdi>p 01</bdi>, <bdi>p 02</bdi>, <bdi>libp.so.1</bdi></span>"));
  EXPECT_EQ(page.find("Released builds"), page.rfind("Released builds"));
}

constexpr char kNotedConfig[] = R"json({"Programs": [{"Name": "os", "Versions": ["v1.0.0"],
    "Counters": [{"Name": "os:{linux,aix}", "Rate": 1, "Title": "Systems <b>",
                  "Description": "to know where to test", "Expires": "2027-11-30",
                  "Issues": ["https://example.com/issues/7", "javascript:alert(1)"],
                  "Owners": ["a@example.com"]}]}]})json";

TEST(SitePagesTest, SayBesideAChartWhatItIsForAndWhoAnswersForIt) {
  const upload_internal::ChartNotes notes(testutil::ApprovedFrom(kNotedConfig).config());
  const PublicCharts week = Week();
  for (const std::string& page : {Pages().Charts(week, &notes), Pages().Home(&week, &notes),
                                  Pages().Config(testutil::ApprovedFrom(kNotedConfig))}) {
    EXPECT_THAT(page, HasSubstr("<p class=\"chart-title\"><bdi>Systems &lt;b&gt;</bdi></p>"));
    EXPECT_THAT(page, HasSubstr("<p><bdi>to know where to test</bdi></p>"));
    EXPECT_THAT(page, HasSubstr("until <time datetime=\"2027-11-30\">2027-11-30</time>"));
    EXPECT_THAT(page, HasSubstr("owner: <bdi>a@example.com</bdi>"));
    EXPECT_THAT(page, HasSubstr("proposal: <a href=\"https://example.com/issues/7\" "
                                "rel=\"nofollow noopener\">"));
    EXPECT_THAT(page, HasSubstr("proposal: <bdi>javascript:alert(1)</bdi>"));
    EXPECT_THAT(page, Not(HasSubstr("href=\"javascript")));
  }
  EXPECT_THAT(Pages().Charts(week), Not(HasSubstr("chart-note")));
}

TEST(SitePagesTest, TellWhatChangedWhenAndWhy) {
  upload_internal::ConfigChangeEntry first;
  first.version = "v1.0.0";
  first.since = absl::FromUnixSeconds(1'796'000'000);
  first.title = "The first & only";
  first.lines = upload_internal::ChangeLines({}, testutil::ApprovedFrom(kNotedConfig).config());
  first.num_unlisted = 7;
  upload_internal::ConfigChangeEntry words = first;
  words.lines.clear();
  words.title = "";
  const std::string page = Pages().ConfigHistory({words, first});
  EXPECT_THAT(page, HasSubstr("<time datetime=\"2026-11-30T00:53:20Z\">2026-11-30 00:53 UTC"));
  EXPECT_THAT(page, HasSubstr("<code>v1.0.0</code>"));
  EXPECT_THAT(page, HasSubstr("<bdi>The first &amp; only</bdi>"));
  EXPECT_THAT(page, HasSubstr("Newly collected:</span> <bdi>os</bdi> counter "
                              "<span class=\"names\"><bdi>os:aix</bdi>, <bdi>os:linux</bdi></span>"
                              "\n <span class=\"note\">rate 1, expires 2027-11-30</span>"));
  EXPECT_THAT(page, HasSubstr("proposal: <a href=\"https://example.com/issues/7\""));
  EXPECT_THAT(page, HasSubstr("<bdi>v1.0.0</bdi></span>\n <span class=\"note\">added</span>"));
  EXPECT_THAT(page, HasSubstr("And 7 more changes"));
  EXPECT_THAT(page, HasSubstr("only its texts differ"));
}

}  // namespace
}  // namespace telemetry
