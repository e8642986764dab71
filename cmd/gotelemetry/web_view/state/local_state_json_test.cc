#include "cmd/gotelemetry/web_view/state/local_state_json.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/web_view/state/local_state.h"
#include "cmd/gotelemetry/web_view/state/telemetry_files.h"
#include "config/mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/left_out.h"
#include "report/making/no_upload.h"
#include "report/testing/report_fixture.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::SmallApproved;
using ::telemetry::testutil::ToolReport;
using ::testing::HasSubstr;

ModeDecision LocalMode() {
  ModeDecision decision;
  decision.mode = Mode::kLocal;
  return decision;
}

DirectoryState EmptyState() {
  return {.collector = ParseCollector("localhost:1"),
          .environment = {.dir = TelemetryDir("/home/u/telemetry"),
                          .decision = LocalMode(),
                          .last_sent = std::nullopt,
                          .put_aside = {}},
          .approvals = absl::NotFoundError("no collector has given a config yet"),
          .changes = std::nullopt,
          .counts = {},
          .preview = {},
          .files = {},
          .warnings = {}};
}

std::string Json(DirectoryState state) {
  return LocalStateToJson({.directories = {std::move(state)}, .foreign = {}});
}

TEST(LocalStateJsonTest, HasEveryFieldOfAnEmptyState) {
  EXPECT_EQ(
      Json(EmptyState()),
      R"({"directories":[{"collector":"localhost:1",)"
      R"("environment":{"mode":"local","rule":"default","detail":"","consentDay":"",)"
      R"("lastSent":"","dir":"/home/u/telemetry","putAside":[]},)"
      R"("approved":{"version":"","unknown":"no collector has given a config yet",)"
      R"("config":"","shown":false,"changes":[]},"weeks":[],"charts":[],"leftOut":[],"previews":[],"files":[],"warnings":[]}],)"
      R"("foreign":[]})");
}

TEST(LocalStateJsonTest, HasTheCountsOfEachWeekAndWhyTheyWouldStay) {
  DirectoryState state = EmptyState();
  state.approvals = SmallApproved();
  const v1::Report report = ToolReport(
      0.5, R"({"tool/plain": 3, "tool/secret": 9223372036854775807})", R"({"tool/bug\nmain": 1})");
  state.counts.weeks.push_back(
      {absl::CivilDay(2026, 11, 18), true, {report.programs().begin(), report.programs().end()}});
  const std::string json = Json(state);
  EXPECT_THAT(json, HasSubstr(R"("weeks":[{"week":"2026-11-18","reported":true,"programs":[{)"
                              R"("program":"example.com/tool","version":"v1.0.0",)"
                              R"("goVersion":"gcc12.2.0","goos":"linux","goarch":"amd64",)"
                              R"("counters":{"tool/plain":3,"tool/secret":9223372036854775807},)"
                              R"("stacks":{"tool/bug\nmain":1}}]}])"));
  EXPECT_THAT(json, HasSubstr(R"("leftOut":[{"version":"v1.0.0","goVersion":"gcc12.2.0",)"
                              R"("program":"example.com/tool","kind":"counter",)"
                              R"("name":"tool/secret","reason":)"));
  EXPECT_THAT(json, HasSubstr(R"("version":"v1.0.0","unknown":"")"));
}

TEST(LocalStateJsonTest, GroupsTheCountersOfAllWeeksIntoCharts) {
  DirectoryState state = EmptyState();
  for (const char* counters :
       {R"({"tool/latency:<10ms": 1})",
        R"({"tool/latency:<1ms": 9, "tool/runs": 1, "tool/editor:vim": 1, "tool/editor:ed": 2})"}) {
    const v1::Report report = ToolReport(0.5, counters);
    state.counts.weeks.push_back(
        {absl::CivilDay(2026, 11, 18), true, {report.programs().begin(), report.programs().end()}});
  }
  EXPECT_THAT(
      Json(state),
      HasSubstr(
          R"("charts":[{"program":"example.com/tool","chart":"tool/editor","ordered":false,)"
          R"("buckets":["ed","vim"]},{"program":"example.com/tool","chart":"tool/latency",)"
          R"("ordered":true,"buckets":["\u003c1ms","\u003c10ms"]},{"program":"example.com/tool",)"
          R"("chart":"tool/runs","ordered":false,"buckets":[""]}])"));
}

TEST(LocalStateJsonTest, HasEachPreviewAsTheFileThatItWouldBe) {
  DirectoryState state = EmptyState();
  state.approvals = SmallApproved();
  state.changes = {{.kind = ConfigChange::Kind::kApproved,
                    .program = "example.com/tool",
                    .what = "counter",
                    .name = "tool/more",
                    .before = "",
                    .after = ""}};
  state.preview.weeks.push_back({.local = ToolReport(0.5, R"({"tool/plain": 3})"),
                                 .upload = ToolReport(0.5, R"({"tool/plain": 3})"),
                                 .left_out = {{.program = "example.com/tool",
                                               .kind = ItemKind::kCounter,
                                               .name = "tool/plain",
                                               .reason = "not approved"}}});
  state.preview.weeks.push_back({.local = ToolReport(0.5, R"({"tool/plain": 3})"),
                                 .upload = ModeIsNotOn{Mode::kLocal},
                                 .left_out = {}});
  const std::string json = Json(state);
  EXPECT_THAT(json, HasSubstr(R"({"week":"2026-11-18","whyNoUpload":"","report":"{\n \"Week\")"));
  EXPECT_THAT(json, HasSubstr(R"("leftOut":[{"program":"example.com/tool","kind":"counter",)"
                              R"("name":"tool/plain","reason":"not approved"}]})"));
  EXPECT_THAT(json, HasSubstr(R"("purposes":[{"program":"example.com/tool","kind":"counter",)"
                              R"("name":"tool/plain","title":"","issues":[],"owners":[],)"
                              R"("expires":""}])"));
  EXPECT_THAT(json,
              HasSubstr(R"("shown":true,"changes":["+ example.com/tool: counter tool/more"])"));
  EXPECT_THAT(json,
              HasSubstr(R"({"week":"2026-11-18","whyNoUpload":"the mode is local","report":"")"));
}

TEST(LocalStateJsonTest, HasGosDirectoryWithoutACollectorAndWhatIsForeign) {
  DirectoryState go = EmptyState();
  go.collector = std::nullopt;
  std::vector<DirectoryState> directories;
  directories.push_back(EmptyState());
  directories.push_back(std::move(go));
  const std::string json =
      LocalStateToJson({.directories = std::move(directories), .foreign = {"notes"}});
  EXPECT_THAT(json, HasSubstr(R"(,{"collector":"","environment")"));
  EXPECT_THAT(json, HasSubstr(R"(],"foreign":["notes"]})"));
}

TEST(LocalStateJsonTest, HasFilesAndWarnings) {
  DirectoryState state = EmptyState();
  state.files.push_back({.file = ClassifyTelemetryFile(TelemetryFolder::kUpload, "2026-11-18.json"),
                         .size_bytes = 812,
                         .modified = absl::FromUnixSeconds(1795000000)});
  state.warnings.push_back("a </script> b");
  EXPECT_TRUE(absl::StrContains(
      Json(state),
      R"("files":[{"kind":"sent report","path":"upload/2026-11-18.json","week":"2026-11-18",)"
      R"("bytes":812,"modified":"2026-11-18T11:06:40Z"}],"warnings":["a \u003c/script\u003e b"])"));
}

}  // namespace
}  // namespace telemetry::cmd
