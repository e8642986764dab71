#include "report/making/check_upload.h"

#include <limits>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kToday(2026, 11, 19);

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testutil::SmallApproved;
using testutil::ToolReport;

v1::Report GoodReport() {
  return ToolReport(0.5, R"({"tool/plain": 1, "tool/rare": 2})",
                    R"({"tool/bug\nmain.f:+1,+0x2": 3})");
}

TEST(CheckUploadTest, AcceptsWhatIsApprovedWhateverItsRate) {
  const absl::StatusOr<CheckedUpload> checked = CheckUpload(GoodReport(), SmallApproved(), kToday);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(ReportToJson(checked->accepted), ReportToJson(GoodReport()));
  EXPECT_THAT(checked->dropped, IsEmpty());
}

TEST(CheckUploadTest, DropsCountersAndStacksThatAreNotApproved) {
  const v1::Report report =
      ToolReport(0.5, R"({"tool/plain": 1, "tool/size:": 2, "tool/size:sm": 3, "/home/alice": 4})",
                 R"({"tool/bug\nmain.f:+1,+0x2": 1, "tool/plain\nf": 2})");
  const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, SmallApproved(), kToday);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(
      ReportToJson(checked->accepted),
      ReportToJson(ToolReport(0.5, R"({"tool/plain": 1})", R"({"tool/bug\nmain.f:+1,+0x2": 1})")));
  const auto dropped = [](ItemKind kind, std::string name) {
    return LeftOut{"example.com/tool", kind, name,
                   std::string(ItemKindName(kind)) + " \"" + name + "\" is not in the config"};
  };
  EXPECT_THAT(checked->dropped, ElementsAre(dropped(ItemKind::kCounter, "/home/alice"),
                                            dropped(ItemKind::kCounter, "tool/size:"),
                                            dropped(ItemKind::kCounter, "tool/size:sm"),
                                            dropped(ItemKind::kStack, "tool/plain")));
}

TEST(CheckUploadTest, DropsAnEntryWithAnyFieldThatIsNotListed) {
  using Change = void (*)(v1::ProgramReport&);
  const std::pair<Change, std::string> cases[] = {
      {[](v1::ProgramReport& p) { p.set_goos("templeos"); }, "GOOS \"templeos\""},
      {[](v1::ProgramReport& p) { p.set_goarch("z80"); }, "GOARCH \"z80\""},
      {[](v1::ProgramReport& p) { p.set_go_version(""); }, "GoVersion \"\""},
      {[](v1::ProgramReport& p) { p.set_program("evil/x"); }, "program \"evil/x\""},
      {[](v1::ProgramReport& p) { p.set_version("go1.26.0"); }, "version \"go1.26.0\""}};
  for (const auto& [change, what] : cases) {
    v1::Report report = GoodReport();
    *report.add_programs() = report.programs(0);
    change(*report.mutable_programs(0));
    const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, SmallApproved(), kToday);
    ASSERT_THAT(checked, IsOk());
    EXPECT_EQ(ReportToJson(checked->accepted), ReportToJson(GoodReport())) << what;
    ASSERT_EQ(checked->dropped.size(), 1u) << what;
    EXPECT_EQ(checked->dropped[0].kind, ItemKind::kProgram);
    EXPECT_EQ(checked->dropped[0].reason, what + " is not in the config");
  }
}

TEST(CheckUploadTest, DropsWhatHasExpiredFromItsDayOn) {
  const ApprovedCounters approved = testutil::ApprovedFrom(
      R"({"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc"],
          "Programs": [{"Name": "example.com/tool", "MinVersion": "v1.0.0",
                        "Counters": [{"Name": "tool/plain", "Rate": 1, "Expires": "2026-12-01"}],
                        "Stacks": [{"Name": "tool/bug", "Rate": 1}]}]})");
  const v1::Report report =
      testutil::ToolReport(0.5, R"({"tool/plain": 1})", R"({"tool/bug\nmain.f:+1,+0x2": 1})");
  const auto before = CheckUpload(report, approved, absl::CivilDay(2026, 11, 30));
  ASSERT_THAT(before, IsOk());
  EXPECT_THAT(before->dropped, ::testing::IsEmpty());
  const auto after = CheckUpload(report, approved, absl::CivilDay(2026, 12, 1));
  ASSERT_THAT(after, IsOk());
  EXPECT_THAT(after->dropped, ::testing::ElementsAre(LeftOut{
                                  "example.com/tool", ItemKind::kCounter, "tool/plain",
                                  "the approval of counter \"tool/plain\" ended on 2026-12-01"}));
  EXPECT_EQ(after->accepted.programs(0).counters_size(), 0);
  EXPECT_EQ(after->accepted.programs(0).stacks_size(), 1);
}

TEST(CheckUploadTest, RefusesAMalformedReportAndNamesTheField) {
  using Change = void (*)(v1::Report&);
  const std::pair<Change, std::string> cases[] = {
      {[](v1::Report& r) { r.set_week(""); }, "Week \"\" is not a day"},
      {[](v1::Report& r) { r.set_week(" 2026-11-18"); }, "Week \" 2026-11-18\" is not a day"},
      {[](v1::Report& r) { r.set_week("2026-02-30"); }, "Week"},
      {[](v1::Report& r) { r.set_week("2026-10-21"); },
       "Week \"2026-10-21\" is not from 2026-10-22 to 2026-11-20"},
      {[](v1::Report& r) { r.set_week("2026-11-21"); }, "Week \"2026-11-21\" is not from"},
      {[](v1::Report& r) { r.set_week("0001-01-01"); }, "Week \"0001-01-01\" is not from"},
      {[](v1::Report& r) { r.set_week("9999-12-31"); }, "Week \"9999-12-31\" is not from"},
      {[](v1::Report& r) { r.set_x(0); }, "X 0 is not between 0 and 1"},
      {[](v1::Report& r) { r.set_x(1); }, "X 1 is not"},
      {[](v1::Report& r) { r.set_x(-0.5); }, "X -0.5 is not"},
      {[](v1::Report& r) { r.set_x(std::numeric_limits<double>::quiet_NaN()); }, "X nan is not"},
      {[](v1::Report& r) { r.set_x(std::numeric_limits<double>::infinity()); }, "X inf is not"},
      {[](v1::Report& r) { r.set_config(""); }, "Config \"\" is not the version of a config"},
      {[](v1::Report& r) { r.set_config("1.2.3"); }, "Config"},
      {[](v1::Report& r) { r.set_config("v9.9.9-poison-any-text"); }, "Config"},
      {[](v1::Report& r) { r.set_config("v1.2.3+" + std::string(58, 'a')); }, "Config"},
      {[](v1::Report& r) { (*r.mutable_programs(0)->mutable_counters())["tool/plain"] = -1; },
       "tool/plain \"-1\" is not a count"},
      {[](v1::Report& r) { (*r.mutable_programs(0)->mutable_stacks())["secret\nf"] = -1; },
       "secret\\nf \"-1\" is not a count"},
      {[](v1::Report& r) {
         (*r.mutable_programs(0)->mutable_counters())[std::string(500, 'a')] = -1;
       },
       "INVALID_ARGUMENT: " + std::string(100, 'a') + "... \"-1\" is not a count"}};
  for (const auto& [change, message] : cases) {
    v1::Report report = GoodReport();
    change(report);
    const absl::Status status = CheckUpload(report, SmallApproved(), kToday).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(status.ToString(), HasSubstr(message));
  }
}

TEST(CheckUploadTest, AcceptsEveryWeekThatAClientCouldSendNow) {
  for (const char* week : {"2026-10-22", "2026-11-19", "2026-11-20"}) {
    v1::Report report = GoodReport();
    report.set_week(week);
    EXPECT_THAT(CheckUpload(report, SmallApproved(), kToday), IsOk()) << week;
  }
}

TEST(CheckUploadTest, ClearsALastWeekThatIsNotADayBeforeWeek) {
  for (const char* last_week : {"2026-11-11 (copy)", "2026-11-18", "2026-11-25", "9999-12-31"}) {
    v1::Report report = GoodReport();
    report.set_last_week(last_week);
    const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, SmallApproved(), kToday);
    ASSERT_THAT(checked, IsOk());
    report.clear_last_week();
    EXPECT_EQ(ReportToJson(checked->accepted), ReportToJson(report)) << last_week;
  }
}

TEST(CheckUploadTest, MergesTheEntriesOfOneBuild) {
  v1::Report report = GoodReport();
  for (int i = 1; i < 1000; ++i) *report.add_programs() = report.programs(0);
  report.mutable_programs(999)->set_version("v1.1.0");
  const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, SmallApproved(), kToday);
  ASSERT_THAT(checked, IsOk());
  ASSERT_EQ(checked->accepted.programs_size(), 2);
  EXPECT_EQ(checked->accepted.programs(0).counters().at("tool/plain"), 999);
  EXPECT_EQ(checked->accepted.programs(0).stacks().at("tool/bug\nmain.f:+1,+0x2"), 3 * 999);
  EXPECT_EQ(checked->accepted.programs(1).counters().at("tool/plain"), 1);
}

TEST(CheckUploadTest, PublishesNoTextUnderAnApprovedTitle) {
  v1::Report report = GoodReport();
  (*report.mutable_programs(0)->mutable_stacks())["tool/bug\nBUY PILLS AT HTTP://EVIL.EXAMPLE/"] =
      1;
  const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, SmallApproved(), kToday);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(ReportToJson(checked->accepted), ReportToJson(GoodReport()));
  ASSERT_EQ(checked->dropped.size(), 1u);
  EXPECT_THAT(checked->dropped[0].reason, HasSubstr("is not a frame of a stack"));
}

TEST(CheckUploadTest, KeepsNothingOfABuildThatTheConfigDoesNotList) {
  const ApprovedCounters approved = testutil::ApprovedFrom(
      R"({"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc"],
          "Programs": [{"Name": "example.com/tool", "MinVersion": "v1.0.0",
                        "Stacks": [{"Name": "tool/bug", "Rate": 1, "Depth": 2}],
                        "Builds": [{"File": "tool", "IDs": ["3f2a9c0b6d1e4f58"]}]}]})");
  const v1::Report report = ToolReport(0.5, "{}", R"({
      "tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x10,+0x2": 1,
      "tool/bug\ntool@0011223344556677.f:@0x10,+0x2": 2,
      "tool/bug\ntool@8899aabbccddeeff.f:@0x20,+0x2\nmain.g:+1\njohns@00.h:@0x1,+0x2": 4})");
  const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, approved, kToday);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(ReportToJson(checked->accepted), ReportToJson(ToolReport(0.5, "{}", R"({
      "tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x10,+0x2": 1,
      "tool/bug\ntool.f:@0x0,+0x2": 2,
      "tool/bug\ntool.f:@0x0,+0x2\nmain.g:+1": 4})")));
  EXPECT_THAT(checked->dropped,
              ElementsAre(LeftOut{"example.com/tool", ItemKind::kFrames, "tool/bug",
                                  "some are of builds that are not in the config, so of them only "
                                  "function and offset remain"}));
}

TEST(CheckUploadTest, RefusesMoreEntriesThanAReportCanHave) {
  v1::Report report = GoodReport();
  while (report.programs_size() < kMaxProgramEntries) report.add_programs();
  EXPECT_THAT(CheckUpload(report, SmallApproved(), kToday), IsOk());
  while (report.programs_size() < 300'000) report.add_programs();
  EXPECT_THAT(CheckUpload(std::move(report), SmallApproved(), kToday),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("Programs has 300000 entries, more than 1000")));
}

TEST(CheckUploadTest, ListsAThousandItemsOfWhatItDropsAndCountsTheOthers) {
  v1::Report report = GoodReport();
  for (int i = 0; i < 1500; ++i) {
    (*report.mutable_programs(0)->mutable_counters())[absl::StrFormat("no/%04d", i)] = 1;
  }
  const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, SmallApproved(), kToday);
  ASSERT_THAT(checked, IsOk());
  ASSERT_EQ(checked->dropped.size(), 1000u);
  EXPECT_EQ(checked->dropped.back().name, "no/0999");
  EXPECT_EQ(checked->num_dropped_unlisted, 500u);
  EXPECT_EQ(ReportToJson(checked->accepted), ReportToJson(GoodReport()));
}

TEST(CheckUploadTest, RepeatsOnlyTheBeginningOfALongName) {
  v1::Report report = GoodReport();
  (*report.mutable_programs(0)->mutable_counters())[std::string(100'000, 'a')] = 1;
  report.add_programs()->set_program(std::string(100'000, 'b'));
  const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, SmallApproved(), kToday);
  ASSERT_THAT(checked, IsOk());
  ASSERT_EQ(checked->dropped.size(), 2u);
  EXPECT_EQ(checked->dropped[0].name, std::string(100, 'a') + "...");
  EXPECT_LT(checked->dropped[0].reason.size(), 150u);
  EXPECT_EQ(checked->dropped[1].program, std::string(100, 'b') + "...");
}

TEST(CheckUploadTest, AcceptsTheExtremesThatAreStillWellFormed) {
  v1::Report report = GoodReport();
  report.clear_last_week();
  report.set_x(std::numeric_limits<double>::denorm_min());
  report.set_config(UploadConfigVersion(SmallApproved().config()));
  report.clear_programs();
  EXPECT_THAT(CheckUpload(report, SmallApproved(), kToday), IsOk());
}

// Uploads of every kind, and what becomes of them: accepted whole, refused, or (where Go's
// collector refuses and this one accepts the rest) accepted in part.
enum class Verdict { kWhole, kPart, kRefused };

struct Upload {
  std::string file;
  Verdict verdict;
};

class GoUploadTest : public ::testing::TestWithParam<Upload> {};

TEST_P(GoUploadTest, IsTakenOrRefusedAsGoDoes) {
  const std::string path = "report/making/testdata/uploads/" + GetParam().file + ".json";
  absl::StatusOr<v1::Report> report = ParseReportJson(testutil::ReadWorkspaceFile(path), path);
  absl::StatusOr<CheckedUpload> checked = report.ok()
                                              ? CheckUpload(*report, testutil::GoApproved(), kToday)
                                              : absl::StatusOr<CheckedUpload>(report.status());
  if (GetParam().verdict == Verdict::kRefused) {
    EXPECT_THAT(checked, StatusIs(absl::StatusCode::kInvalidArgument));
    return;
  }
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->dropped.empty(), GetParam().verdict == Verdict::kWhole);
  const std::string stored = ReportToCompactJson(checked->accepted);
  for (const char* unapproved : {"secret/home", "evil/", "temple", "z80", "alice", "go9.9\"",
                                 "v99.0.0", "\"editor:\"", "Hostname"}) {
    EXPECT_THAT(stored, ::testing::Not(HasSubstr(unapproved)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, GoUploadTest,
    ::testing::Values(
        Upload{"000_none", Verdict::kWhole}, Upload{"001_none", Verdict::kWhole},
        Upload{"002_none", Verdict::kWhole}, Upload{"003_week", Verdict::kRefused},
        Upload{"004_config", Verdict::kRefused}, Upload{"005_x0", Verdict::kRefused},
        Upload{"006_goos", Verdict::kPart}, Upload{"007_goarch", Verdict::kPart},
        Upload{"008_gover", Verdict::kPart}, Upload{"009_prog", Verdict::kPart},
        Upload{"010_ver", Verdict::kPart}, Upload{"011_counter", Verdict::kPart},
        Upload{"012_stack", Verdict::kPart}, Upload{"013_notjson", Verdict::kRefused},
        Upload{"014_trunc", Verdict::kRefused}, Upload{"015_array", Verdict::kRefused},
        Upload{"016_empty", Verdict::kRefused}, Upload{"017_nullprogs", Verdict::kWhole},
        Upload{"018_extra", Verdict::kWhole}, Upload{"019_strcount", Verdict::kRefused},
        Upload{"020_negcount", Verdict::kRefused}, Upload{"021_floatcount", Verdict::kRefused},
        Upload{"022_hugecount", Verdict::kRefused}, Upload{"023_dupkey", Verdict::kWhole},
        Upload{"024_utf8", Verdict::kWhole}, Upload{"025_cfg2", Verdict::kWhole},
        Upload{"026_emptycounter", Verdict::kPart}, Upload{"027_bucketprefix", Verdict::kPart},
        Upload{"028_weekfmt", Verdict::kRefused}),
    [](const auto& info) { return info.param.file; });

}  // namespace
}  // namespace telemetry
