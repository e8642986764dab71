#include "cmd/collector/stacks/stacks_command.h"

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::collector {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

struct Outcome {
  int exit_status;
  std::string out;
  std::string err;
};

// A report with the stack "crash/crash\nmain.FUNCTION:+1,+0x2".
std::string Report(const std::string& week, double x, const std::string& function,
                   const std::string& version = "v1.0.0") {
  return absl::StrCat(R"({"Week":")", week, R"(","X":)", x,
                      R"(,"Programs":[{"Program":"example.com/tool",)", R"("Version":")", version,
                      R"(","GoVersion":"gcc12.2.0","GOOS":"linux","GOARCH":"amd64",)",
                      R"("Stacks":{"crash/crash\nmain.)", function, R"(:+1,+0x2":1}}]})", "\n");
}

class StacksCommandTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& contents) {
    const std::string path = dir_.path() + "/" + name;
    EXPECT_THAT(EnsureDirectory(path.substr(0, path.rfind('/'))), IsOk());
    EXPECT_THAT(WriteFileAtomically(path, contents), IsOk());
    return path;
  }

  static Outcome Stacks(std::vector<std::string> arguments) {
    static constexpr AddCommand kCommands[] = {AddStacksCommand};
    std::ostringstream out;
    std::ostringstream err;
    arguments.insert(arguments.begin(), "stacks");
    const int exit_status = RunCommandLine(kCommands, std::move(arguments), out, err);
    return {exit_status, out.str(), err.str()};
  }

  const TempDir dir_;
};

TEST_F(StacksCommandTest, ListsTheStacksOfDatasets) {
  const std::string dataset =
      Write("d.json", Report("2026-11-18", 0.1, "f") + Report("2026-11-25", 0.2, "f", "v1.1.0"));
  const Outcome outcome = Stacks({dataset});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_EQ(
      outcome.out,
      "hxRHTg  new  2 reports, weeks 2026-11-18 to 2026-11-25, example.com/tool v1.0.0 v1.1.0\n"
      "  crash/crash\n    main.f:+1,+0x2\n");
  EXPECT_THAT(Stacks({"--json", dataset}).out, HasSubstr("\"ID\": \"hxRHTg\""));
  EXPECT_THAT(Stacks({"--markdown", dataset}).out, StartsWith("## `hxRHTg`: new\n"));
}

TEST_F(StacksCommandTest, SaysWhichIssueIsAboutAStackAndWhetherItIsBack) {
  const std::string dataset =
      Write("d.json", Report("2026-11-18", 0.1, "f", "v1.1.0") + Report("2026-11-18", 0.2, "g") +
                          Report("2026-11-18", 0.3, "h"));
  Write("crashes/f.md", "# F crashes\n\n```\n#!stacks\n\"main.f\"\n```\nFixed in: tool@v1.1.0\n");
  Write("issues.json",
        R"([{"number": 7, "state": "OPEN", "body": "```\n#!stacks\n\"main.g:+1\"\n```"}])");
  const std::string triage =
      Write("triage.json", R"({"Claims": [{"File": "crashes/"}, {"File": "issues.json"}]})");
  const Outcome all = Stacks({"--config", triage, dataset});
  EXPECT_EQ(all.exit_status, kDone) << all.err;
  EXPECT_THAT(all.out, HasSubstr("  back in v1.1.0 after " + dir_.path() + "/crashes/f.md  "));
  EXPECT_THAT(all.out, HasSubstr("  #7  1 report"));
  EXPECT_THAT(all.out, HasSubstr("  new  1 report"));

  const Outcome news = Stacks({"--new-only", "--config", triage, dataset});
  EXPECT_EQ(news.exit_status, kFailed);
  EXPECT_EQ(news.err, "collector: stacks that are new: 1, that are back: 1\n");
  EXPECT_THAT(news.out, Not(HasSubstr("#7")));
}

TEST_F(StacksCommandTest, HasNoNewsOfWhatIsClaimed) {
  const std::string dataset = Write("d.json", Report("2026-11-18", 0.1, "f"));
  Write("crashes/f.md", "hxRHTg");
  const std::string triage = Write("triage.json", R"({"Claims": [{"File": "crashes"}]})");
  const Outcome outcome = Stacks({"--new-only", "--config", triage, dataset});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out + outcome.err, "");
}

TEST_F(StacksCommandTest, TwoClaimsOfOneStackAreAnError) {
  const std::string dataset = Write("d.json", Report("2026-11-18", 0.1, "f"));
  Write("crashes/a.md", "hxRHTg");
  Write("crashes/b.md", "```\n#!stacks\n\"main.f\"\n```\n");
  const std::string triage = Write("triage.json", R"({"Claims": [{"File": "crashes"}]})");
  const Outcome outcome = Stacks({"--config", triage, dataset});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_EQ(outcome.err, absl::StrCat("collector: stack hxRHTg is claimed by ", dir_.path(),
                                      "/crashes/a.md (identifier) and by ", dir_.path(),
                                      "/crashes/b.md (predicate)\n"));
  EXPECT_THAT(outcome.out, StartsWith("hxRHTg"));
}

TEST_F(StacksCommandTest, ReadsTheStoreOfTheLastDays) {
  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  {
    const auto store = SqliteStore(dir_.path() + "/reports.db").OpenReports({}).value();
    for (const auto& [days_ago, function] :
         std::vector<std::pair<int, std::string>>{{1, "f"}, {6, "g"}, {8, "h"}}) {
      const absl::CivilDay day = today - days_ago;
      ASSERT_THAT(store->PutAndWait(day, 0.5, Report(absl::FormatCivilTime(day), 0.5, function)),
                  IsOk());
    }
  }
  const std::string week = Stacks({"--data-dir", dir_.path()}).out;
  EXPECT_THAT(week, HasSubstr("main.f"));
  EXPECT_THAT(week, HasSubstr("main.g"));
  EXPECT_THAT(week, Not(HasSubstr("main.h")));
  EXPECT_THAT(Stacks({"--data-dir", dir_.path(), "--days", "2"}).out, Not(HasSubstr("main.g")));
  EXPECT_THAT(
      Stacks({"--data-dir", dir_.path(), "--days", "1", "--end", absl::FormatCivilTime(today - 8)})
          .out,
      HasSubstr("main.h"));
}

TEST_F(StacksCommandTest, CountsOnlyTheProgramsOfItsConfig) {
  const std::string dataset = Write("d.json", Report("2026-11-18", 0.1, "f"));
  const std::string triage = Write("triage.json", R"({"Programs": ["example.com/other"]})");
  EXPECT_EQ(Stacks({"--config", triage, dataset}).out, "");
}

TEST_F(StacksCommandTest, NeedsOneSource) {
  EXPECT_EQ(Stacks({}).exit_status, kWrongUsage);
  EXPECT_EQ(Stacks({"--data-dir", dir_.path(), "d.json"}).exit_status, kWrongUsage);
  EXPECT_EQ(Stacks({"--days", "0", "d.json"}).exit_status, kWrongUsage);
  EXPECT_EQ(Stacks({"--end", "soon", "d.json"}).exit_status, kWrongUsage);
  EXPECT_EQ(Stacks({"--json", "--markdown", "d.json"}).exit_status, kWrongUsage);
}

TEST_F(StacksCommandTest, NamesTheFileThatCannotBeRead) {
  EXPECT_THAT(Stacks({"/no/such/dataset"}).err, HasSubstr("/no/such/dataset"));
  EXPECT_THAT(Stacks({"--config", "/no/such/triage", "/no/such/dataset"}).err,
              HasSubstr("/no/such/triage"));
  EXPECT_THAT(Stacks({"--data-dir", dir_.path()}).err, HasSubstr("/reports.db"));
}

TEST_F(StacksCommandTest, LetsNoNameSteerTheTerminal) {
  const std::string dataset = Write("d.json", Report("2026-11-18", 0.1, "\\u001b[2J"));
  EXPECT_THAT(Stacks({dataset}).out, HasSubstr("main.?[2J"));
  EXPECT_THAT(Stacks({"--markdown", dataset}).out, HasSubstr("main.?[2J"));
}

}  // namespace
}  // namespace telemetry::collector
