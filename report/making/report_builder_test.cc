#include "report/making/report_builder.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/version/semver.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/left_out.h"
#include "report/making/no_upload.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "storage/civil_day.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using testutil::SmallApproved;
using testutil::ToolReport;

constexpr absl::CivilDay kBegin(2026, 11, 11);
constexpr absl::CivilDay kWeek(2026, 11, 18);
constexpr int64_t kMaxCount = std::numeric_limits<int64_t>::max();

absl::Time At(absl::CivilDay day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

// A file of example.com/tool v1.0.0 that was begun on kBegin and expired on kWeek.
CountedFile ToolFile(const std::map<std::string, uint64_t>& counts) {
  CountedFile file;
  file.metadata = {"example.com/tool", "v1.0.0", "gcc12.2.0", "linux", "amd64",
                   At(kBegin),         At(kWeek)};
  for (const auto& [name, count] : counts) (*file.contents.mutable_count())[name] = count;
  return file;
}

// Terms under which kWeek is uploaded.
ReportTerms GoodTerms() {
  return {.week = kWeek,
          .last_week = "2026-11-11",
          .made_before = false,
          .x = 0.5,
          .mode = Mode::kOn,
          .consent_day = kBegin - 1,
          .now = At(kWeek) + absl::Hours(1)};
}

TEST(ReportBuilderTest, MakesALocalReportOfEverythingAndAnUploadReportOfWhatIsApproved) {
  const std::optional<WeekReports> reports =
      BuildReports({ToolFile({{"tool/plain", 1}, {"secret", 2}, {"tool/bug\nf", 3}})}, GoodTerms(),
                   SmallApproved());
  ASSERT_TRUE(reports.has_value());
  EXPECT_EQ(
      ReportToJson(reports->local),
      ReportToJson(ToolReport(0.5, R"({"secret": 2, "tool/plain": 1})", R"({"tool/bug\nf": 3})")));
  ASSERT_TRUE(std::holds_alternative<v1::Report>(reports->upload));
  v1::Report expected = ToolReport(0.5, R"({"tool/plain": 1})", R"({"tool/bug\nf": 3})");
  expected.set_config(std::get<v1::Report>(reports->upload).config());
  EXPECT_EQ(ReportToJson(std::get<v1::Report>(reports->upload)), ReportToJson(expected));
  EXPECT_THAT(reports->left_out,
              ElementsAre(LeftOut{"example.com/tool", ItemKind::kCounter, "secret",
                                  "counter \"secret\" is not in the config"}));
}

// A collector could otherwise tell machines apart by the config that it gave to each.
TEST(ReportBuilderTest, NamesAConfigThatDependsOnlyOnWhatTheReportHolds) {
  const auto config_of = [](const Approvals& approvals, std::map<std::string, uint64_t> counts) {
    const std::optional<WeekReports> reports =
        BuildReports({ToolFile(std::move(counts))}, GoodTerms(), approvals);
    return std::get<v1::Report>(reports->upload).config();
  };
  v1::UploadConfig marked = SmallApproved().config();
  marked.add_goos("client-7");
  marked.mutable_programs(0)->add_counters()->set_name("client-7");
  marked.mutable_programs(0)->mutable_counters(0)->set_title("for client 7");
  const Approvals other(ApprovedCounters(marked, "v7.7.7"));

  const std::string config = config_of(SmallApproved(), {{"tool/plain", 1}});
  EXPECT_TRUE(IsValidSemver(config)) << config;
  EXPECT_EQ(config_of(other, {{"tool/plain", 1}}), config);
  // Not even by how much was counted.
  EXPECT_EQ(config_of(SmallApproved(), {{"tool/plain", 2}, {"secret", 2}}), config);
  EXPECT_NE(config_of(SmallApproved(), {{"tool/plain", 1}, {"tool/bug\nf", 3}}), config);
}

TEST(ReportBuilderTest, SendsWhatAConfigAddsOnlyFromTheNextWeekOn) {
  v1::UploadConfig wider = SmallApproved().config();
  wider.mutable_programs(0)->add_counters()->set_name("tool/new");
  wider.mutable_programs(0)->mutable_counters(wider.programs(0).counters_size() - 1)->set_rate(1);
  const auto counters_if_received = [&](absl::CivilDay day) {
    const Approvals approvals({{kBegin - 30, SmallApproved()}, {day, ApprovedCounters(wider)}});
    const std::optional<WeekReports> reports =
        BuildReports({ToolFile({{"tool/plain", 1}, {"tool/new", 2}})}, GoodTerms(), approvals);
    return std::get<v1::Report>(reports->upload).programs(0).counters();
  };
  EXPECT_THAT(counters_if_received(kBegin - 1), SizeIs(2));
  EXPECT_THAT(counters_if_received(kBegin), SizeIs(1));
  EXPECT_THAT(counters_if_received(kBegin + 3), SizeIs(1));
}

TEST(ReportBuilderTest, SendsNothingOfWhatAConfigTakesAway) {
  v1::UploadConfig narrower = SmallApproved().config();
  narrower.mutable_programs(0)->clear_counters();
  const Approvals approvals(
      {{kBegin - 30, SmallApproved()}, {kBegin + 6, ApprovedCounters(narrower)}});
  const std::optional<WeekReports> reports =
      BuildReports({ToolFile({{"tool/plain", 1}})}, GoodTerms(), approvals);
  EXPECT_THAT(std::get<v1::Report>(reports->upload).programs(0).counters(), IsEmpty());
}

TEST(ReportBuilderTest, NarrowsAReadyReportToWhatIsStillApproved) {
  const std::optional<WeekReports> reports = BuildReports(
      {ToolFile({{"tool/plain", 1}, {"tool/bug\nf", 3}})}, GoodTerms(), SmallApproved());
  const v1::Report ready = std::get<v1::Report>(reports->upload);
  EXPECT_EQ(WithoutWithdrawn(ready, SmallApproved(), kWeek), std::nullopt);

  v1::UploadConfig ended = SmallApproved().config();
  for (auto& counter : *ended.mutable_programs(0)->mutable_counters()) {
    counter.set_expires(FormatCivilDay(kWeek + 3));
  }
  EXPECT_EQ(WithoutWithdrawn(ready, ApprovedCounters(ended), kWeek + 2), std::nullopt);
  const std::optional<v1::Report> narrower =
      WithoutWithdrawn(ready, ApprovedCounters(ended), kWeek + 3);
  ASSERT_TRUE(narrower.has_value());
  EXPECT_THAT(narrower->programs(0).counters(), IsEmpty());
  EXPECT_THAT(narrower->programs(0).stacks(), SizeIs(1));
  EXPECT_NE(narrower->config(), ready.config());
}

TEST(ReportBuilderTest, SendsWhatHadNotEndedWhenTheWeekBegan) {
  v1::UploadConfig ends = SmallApproved().config();
  for (auto& counter : *ends.mutable_programs(0)->mutable_counters()) {
    counter.set_expires(FormatCivilDay(kBegin + 2));
  }
  // The end was put off during the week.
  const Approvals approvals({{kBegin - 30, ApprovedCounters(ends)}, {kBegin + 1, SmallApproved()}});
  const std::optional<WeekReports> reports =
      BuildReports({ToolFile({{"tool/plain", 1}})}, GoodTerms(), approvals);
  EXPECT_THAT(std::get<v1::Report>(reports->upload).programs(0).counters(), SizeIs(1));
}

TEST(ReportBuilderTest, MakesNoReportOfNoCounter) {
  EXPECT_FALSE(BuildReports({}, GoodTerms(), SmallApproved()).has_value());
  EXPECT_FALSE(
      BuildReports({ToolFile({}), ToolFile({})}, GoodTerms(), SmallApproved()).has_value());
  EXPECT_TRUE(
      BuildReports({ToolFile({}), ToolFile({{"a", 0}})}, GoodTerms(), SmallApproved()).has_value());
}

TEST(ReportBuilderTest, SumsFilesOfOneBuildAndKeepsTheOrderInWhichBuildsAppear) {
  CountedFile other = ToolFile({{"tool/plain", 10}});
  other.metadata.goarch = "arm64";
  const std::optional<WeekReports> reports = BuildReports(
      {other, ToolFile({{"tool/plain", 1}}), ToolFile({{"tool/plain", 2}, {"b", 1}}), other},
      GoodTerms(), SmallApproved());
  ASSERT_TRUE(reports.has_value());
  ASSERT_EQ(reports->local.programs_size(), 2);
  EXPECT_EQ(reports->local.programs(0).goarch(), "arm64");
  EXPECT_THAT(reports->local.programs(0).counters(), UnorderedElementsAre(Pair("tool/plain", 20)));
  EXPECT_THAT(reports->local.programs(1).counters(),
              UnorderedElementsAre(Pair("tool/plain", 3), Pair("b", 1)));
}

TEST(ReportBuilderTest, KeepsBuildsApartThatDifferInOneField) {
  std::vector<CountedFile> files(6, ToolFile({{"a", 1}}));
  files[1].metadata.program = "x";
  files[2].metadata.version = "x";
  files[3].metadata.go_version = "x";
  files[4].metadata.goos = "x";
  files[5].metadata.goarch = "x";
  EXPECT_EQ(BuildReports(files, GoodTerms(), SmallApproved())->local.programs_size(), 6);
}

TEST(ReportBuilderTest, CallsTheFunctionsOfCrashesByReadableNames) {
  const std::optional<WeekReports> reports =
      BuildReports({ToolFile({{"crash/crash\nwc@01._ZN4tool5CountEi:@0x1,+0x2", 1},
                              {"crash/crash\nwc@01.tool::Count:@0x1,+0x2", 2}})},
                   GoodTerms(), SmallApproved());
  EXPECT_THAT(reports->local.programs(0).stacks(),
              UnorderedElementsAre(Pair("crash/crash\nwc@01.tool::Count:@0x1,+0x2", 3)));
}

// A config with a stack and the builds `ids` of the file `tool`.
ApprovedCounters ApprovedBuilds(const std::vector<std::string>& ids) {
  v1::UploadConfig config = SmallApproved().config();
  v1::ReleasedFile& file = *config.mutable_programs(0)->add_builds();
  file.set_file("tool");
  for (const std::string& id : ids) file.add_ids(id);
  return ApprovedCounters(std::move(config));
}

TEST(ReportBuilderTest, OnlyTheLocalReportTellsOfBuildsThatAreNotListed) {
  const std::string stack = "tool/bug\ntool@0011223344556677.tool::F:@0x11d0,+0x1b";
  const std::optional<WeekReports> reports =
      BuildReports({ToolFile({{stack, 1}, {"tool/bug\ntool@01._ZN4tool1FEv:@0x22e0,+0x1b", 2}})},
                   GoodTerms(), ApprovedBuilds({"3f2a9c0b6d1e4f58"}));
  EXPECT_THAT(
      reports->local.programs(0).stacks(),
      UnorderedElementsAre(Pair(stack, 1), Pair("tool/bug\ntool@01.tool::F:@0x22e0,+0x1b", 2)));
  EXPECT_THAT(std::get<v1::Report>(reports->upload).programs(0).stacks(),
              UnorderedElementsAre(Pair("tool/bug\ntool.tool::F:@0x0,+0x1b", 3)));
}

TEST(ReportBuilderTest, ABuildThatWasListedSinceTheWeekBeganIsNotNamed) {
  const std::string stack = "tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x11d0,+0x1b";
  const Approvals approvals(
      {{kBegin - 1, ApprovedBuilds({})}, {kBegin + 1, ApprovedBuilds({"3f2a9c0b6d1e4f58"})}});
  const std::optional<WeekReports> reports =
      BuildReports({ToolFile({{stack, 1}})}, GoodTerms(), approvals);
  EXPECT_THAT(std::get<v1::Report>(reports->upload).programs(0).stacks(),
              UnorderedElementsAre(Pair("tool/bug\ntool.f:@0x0,+0x1b", 1)));
  ASSERT_THAT(reports->left_out, SizeIs(1));
  EXPECT_EQ(reports->left_out[0].kind, ItemKind::kFrames);
}

// As reports that were made before frames were reduced.
TEST(ReportBuilderTest, AReadyReportStopsNamingABuildThatIsNotListed) {
  const v1::Report ready =
      ToolReport(0.5, "{}", R"({"tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x11d0,+0x1b": 1})");
  EXPECT_EQ(WithoutWithdrawn(ready, ApprovedBuilds({"3f2a9c0b6d1e4f58"}), kWeek), std::nullopt);
  const std::optional<v1::Report> rest = WithoutWithdrawn(ready, ApprovedBuilds({}), kWeek);
  ASSERT_TRUE(rest.has_value());
  EXPECT_THAT(rest->programs(0).stacks(),
              UnorderedElementsAre(Pair("tool/bug\ntool.f:@0x0,+0x1b", 1)));
}

TEST(ReportBuilderTest, SaturatesCounts) {
  const uint64_t max = std::numeric_limits<uint64_t>::max();
  const std::optional<WeekReports> reports =
      BuildReports({ToolFile({{"huge", max}, {"edge", kMaxCount}, {"sum", kMaxCount - 1}}),
                    ToolFile({{"huge", max}, {"edge", 0}, {"sum", 2}})},
                   GoodTerms(), SmallApproved());
  EXPECT_THAT(reports->local.programs(0).counters(),
              UnorderedElementsAre(Pair("huge", kMaxCount), Pair("edge", kMaxCount),
                                   Pair("sum", kMaxCount)));
}

TEST(ReportBuilderTest, MakesNamesValidUtf8AndSumsThoseThatBecomeEqual) {
  CountedFile file = ToolFile({{"a\xff", 1}, {"a\xfe", 2}});
  file.metadata.version = "v1\xc3";
  const v1::Report local = BuildReports({file}, GoodTerms(), SmallApproved())->local;
  EXPECT_EQ(local.programs(0).version(), "v1\ufffd");
  EXPECT_THAT(local.programs(0).counters(), UnorderedElementsAre(Pair("a\ufffd", 3)));
}

// Why the week of one good file is not uploaded under `terms`; nullopt if it is.
std::optional<NoUpload> WhyNoUpload(const ReportTerms& terms, const ApprovedCounters& approved) {
  const std::optional<WeekReports> reports =
      BuildReports({ToolFile({{"tool/plain", 1}})}, terms, approved);
  const auto* why = std::get_if<NoUpload>(&reports->upload);
  return why == nullptr ? std::nullopt : std::optional(*why);
}

TEST(ReportBuilderTest, UploadsOnlyInModeOn) {
  ReportTerms terms = GoodTerms();
  terms.mode = Mode::kLocal;
  EXPECT_EQ(WhyNoUpload(terms, SmallApproved()), NoUpload(ModeIsNotOn{Mode::kLocal}));
}

TEST(ReportBuilderTest, UploadsAWeekOnce) {
  ReportTerms terms = GoodTerms();
  terms.made_before = true;
  EXPECT_EQ(WhyNoUpload(terms, SmallApproved()), NoUpload(ReportMadeBefore{}));
}

TEST(ReportBuilderTest, UploadsAWeekUntilItIs21DaysOld) {
  ReportTerms terms = GoodTerms();
  terms.now = At(kWeek + 21);
  EXPECT_EQ(WhyNoUpload(terms, SmallApproved()), std::nullopt);
  terms.now += absl::Nanoseconds(1);
  EXPECT_EQ(WhyNoUpload(terms, SmallApproved()), NoUpload(EndedTooLongAgo{absl::Hours(21 * 24)}));
}

TEST(ReportBuilderTest, UploadsOnlyWhatWasCountedAfterTheDayOfConsent) {
  ReportTerms terms = GoodTerms();
  terms.consent_day = kBegin;
  EXPECT_EQ(WhyNoUpload(terms, SmallApproved()), NoUpload(CountedBeforeConsent{kBegin}));
  terms.consent_day = std::nullopt;
  EXPECT_EQ(WhyNoUpload(terms, SmallApproved()), std::nullopt);
}

TEST(ReportBuilderTest, ConsentMustPrecedeTheEarliestOfTheFiles) {
  CountedFile early = ToolFile({{"tool/plain", 1}});
  early.metadata.time_begin = At(kBegin - 2);
  const std::vector<CountedFile> files = {ToolFile({{"tool/plain", 1}}), early};
  EXPECT_TRUE(
      std::holds_alternative<NoUpload>(BuildReports(files, GoodTerms(), SmallApproved())->upload));
}

TEST(ReportBuilderTest, UploadsASampleUnlessTheRateIsZero) {
  v1::UploadConfig config = SmallApproved().config();
  config.set_sample_rate(0.25);
  EXPECT_EQ(WhyNoUpload(GoodTerms(), ApprovedCounters(config)),
            NoUpload(NotInSample{.x = 0.5, .sample_rate = 0.25}));
  config.set_sample_rate(0.5);
  EXPECT_EQ(WhyNoUpload(GoodTerms(), ApprovedCounters(config)), std::nullopt);
  config.set_sample_rate(0);
  EXPECT_EQ(WhyNoUpload(GoodTerms(), ApprovedCounters(config)), std::nullopt);
}

TEST(ReportBuilderTest, AddsLateFilesToTheirEntriesAndChangesNothingElse) {
  CountedFile other = ToolFile({{"x", 1}});
  other.metadata.program = "example.com/other";
  const v1::Report before = ToolReport(0.25, R"({"tool/plain": 1})", R"({"tool/bug\nf": 1})");
  v1::Report expected = ToolReport(0.25, R"({"tool/plain": 6, "new": 2})", R"({"tool/bug\nf": 1})");
  v1::ProgramReport& added = *expected.add_programs();
  added = expected.programs(0);
  added.set_program("example.com/other");
  added.clear_stacks();
  added.clear_counters();
  (*added.mutable_counters())["x"] = 1;
  EXPECT_EQ(ReportToJson(AddLateFiles(before, {ToolFile({{"tool/plain", 5}, {"new", 2}}), other})),
            ReportToJson(expected));
}

}  // namespace
}  // namespace telemetry
