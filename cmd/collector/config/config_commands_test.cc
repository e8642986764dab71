#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/command_line.h"
#include "cmd/collector/config/config_command.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/drop_counts.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/temp_dir.h"

namespace telemetry::collector {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

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
    "#@ expires: 2027-11-30\n";

struct Outcome {
  int exit_status;
  std::string out;
  std::string err;
};

class ConfigCommandsTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) { return absl::StrCat(dir_.path(), "/", name); }

  std::string Write(const std::string& name, const std::string& contents) {
    std::ofstream(Path(name)) << contents;
    return Path(name);
  }

  std::string Read(const std::string& name) {
    std::ifstream file(Path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // Runs `collector config ARGUMENTS`; what it prints names files without their directory.
  Outcome Config(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "config");
    std::ostringstream out;
    std::ostringstream err;
    static constexpr AddCommand kCommands[] = {AddConfigCommand};
    const int exit_status = RunCommandLine(kCommands, std::move(arguments), out, err);
    const auto without_dir = [this](const std::string& text) {
      return absl::StrReplaceAll(text, {{dir_.path() + "/", ""}});
    };
    return {exit_status, without_dir(out.str()), without_dir(err.str())};
  }

  TempDir dir_;
};

constexpr char kGoodConfig[] =
    R"({"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc"], "SampleRate": 1,
        "Programs": [{"Name": "p", "MinVersion": "v1.0.0",
                      "Counters": [{"Name": "p/a", "Rate": 1}]}]})";

TEST_F(ConfigCommandsTest, PushPutsInForceAndSaysWhatChanges) {
  const std::string file = Write("c.json", kGoodConfig);
  const Outcome push =
      Config({"push", "--data-dir", dir_.path(), "--as", "v1.0.0", "--title", "Begin", file});
  EXPECT_EQ(push.exit_status, kDone) << push.err;
  EXPECT_THAT(push.out, HasSubstr("+ p: counter p/a (rate 1)\n"));
  EXPECT_THAT(push.out, EndsWith("config v1.0.0 is in force now\n"));
  const Outcome again = Config({"push", "--data-dir", dir_.path(), file});
  EXPECT_EQ(again.out, "config v1.0.0 is in force already\n");
  const Outcome history = Config({"history", "--data-dir", dir_.path()});
  EXPECT_THAT(history.out, EndsWith("Z  v1.0.0  (in force)  Begin\n"));
  EXPECT_THAT(Config({"history", "--data-dir", dir_.path(), "--json"}).out,
              HasSubstr("\"InForce\": true"));
  EXPECT_THAT(Config({"show", "--data-dir", dir_.path(), "v1.0.0"}).out, HasSubstr("p/a"));
  EXPECT_EQ(Config({"show", "--data-dir", dir_.path(), "v2.0.0"}).exit_status, kFailed);
}

TEST_F(ConfigCommandsTest, PushSaysInJsonWhatItReplaced) {
  const std::string file = Write("c.json", kGoodConfig);
  ASSERT_EQ(Config({"push", "--data-dir", dir_.path(), "--as", "v1.0.0", file}).exit_status, kDone);
  const Outcome push = Config({"push", "--data-dir", dir_.path(), "--as", "v1.1.0", "--json",
                               "--despite-errors", Write("none.json", "{}")});
  EXPECT_EQ(push.exit_status, kDone) << push.err;
  EXPECT_EQ(push.out,
            "{\n \"Changed\": true,\n \"Version\": \"v1.1.0\",\n \"Replaced\": \"v1.0.0\"\n}\n");
  EXPECT_THAT(push.err, HasSubstr("EMPTY_LIST"));
}

TEST_F(ConfigCommandsTest, PushRefusesAConfigWithErrors) {
  const Outcome push =
      Config({"push", "--data-dir", dir_.path(), Write("c.json", R"({"Programms": []})")});
  EXPECT_EQ(push.exit_status, kFailed);
  EXPECT_THAT(push.err, HasSubstr("UNKNOWN_KEY"));
  EXPECT_THAT(push.err, HasSubstr("the config in force stays"));
  EXPECT_EQ(Config({"history", "--data-dir", dir_.path()}).exit_status, kFailed);
  EXPECT_THAT(Config({"push", "--data-dir", Path("none"), Write("d.json", kGoodConfig)}).err,
              HasSubstr("none/reports.db"));
}

TEST_F(ConfigCommandsTest, DropsListsWhatMayHaveBeenForgottenFirst) {
  const absl::CivilDay day(2026, 11, 30);
  const std::unique_ptr<DropCounts> counts =
      SqliteStore(Path("reports.db")).OpenDrops(StoreAccess::kReadWrite).value();
  ASSERT_TRUE(counts
                  ->Add({{day, "evil\x1b", "v6", "program", "no", false, 99, 99},
                         {day, "p", "v1.3.0", "program", "version", true, 1, 1},
                         {day, "", "", "", "other", false, 5, 5}})
                  .ok());
  EXPECT_EQ(Config({"drops", "--data-dir", dir_.path()}).out,
            "2026-11-30 p v1.3.0: program: version: 1 report\n"
            "2026-11-30 evil? v6: program: no: 99 reports\n"
            "2026-11-30 others: 5 reports\n");
  EXPECT_THAT(Config({"drops", "--data-dir", dir_.path(), "--json"}).out,
              HasSubstr("\"ProgramIsApproved\": true"));
}

TEST_F(ConfigCommandsTest, LintEndsWithOneOnlyIfThereIsAnError) {
  Outcome lint = Config({"lint", Write("c.txt", kRecord), "--date", "2026-11-30"});
  EXPECT_EQ(lint.exit_status, kDone);
  EXPECT_EQ(lint.out, "");
  lint = Config({"lint", Path("c.txt"), "--date", "2027-11-30"});
  EXPECT_EQ(lint.exit_status, kDone);
  EXPECT_THAT(lint.out, StartsWith("c.txt:10: warning: EXPIRED: "));
  lint = Config({"lint", Path("c.txt"), "--date", "2025-01-01"});
  EXPECT_EQ(lint.exit_status, kFailed);
  EXPECT_THAT(lint.out, StartsWith("c.txt:10: error: EXPIRES_TOO_FAR: "));
  EXPECT_EQ(lint.err, "collector: c.txt: 1 error\n");
}

TEST_F(ConfigCommandsTest, LintSaysWhatIsNoRecord) {
  const std::string charts = Write("c.txt", "title: A\ncolor: red\n");
  Outcome lint = Config({"lint", charts});
  EXPECT_EQ(lint.exit_status, kFailed);
  EXPECT_EQ(lint.out, "c.txt:2: error: INVALID: unknown field \"color\"\n");
  lint = Config({"lint", charts, "--json"});
  EXPECT_THAT(lint.out, HasSubstr("\"Line\": 2,"));
  lint = Config({"lint", Path("nowhere.txt")});
  EXPECT_EQ(lint.exit_status, kFailed);
  EXPECT_THAT(lint.err, HasSubstr("nowhere.txt"));
}

TEST_F(ConfigCommandsTest, LintComparesWithWhatWasApproved) {
  const std::string before = Write("old.txt", kRecord);
  const std::string after = Write("c.txt", absl::StrReplaceAll(kRecord, {{"v1.2.0", "v1.1.0"}}));
  const Outcome lint = Config({"lint", after, "--against", before, "--date", "2026-11-30"});
  EXPECT_EQ(lint.exit_status, kFailed);
  EXPECT_THAT(lint.out, StartsWith("c.txt:8: error: VERSION_FLOOR_LOWERED: "));
}

TEST_F(ConfigCommandsTest, GeneratesAConfigThatItsOwnCheckAccepts) {
  const std::string charts = Write("c.txt", kRecord);
  const Outcome generate = Config({"generate", charts, "--out", Path("config.json")});
  EXPECT_EQ(generate.exit_status, kDone) << generate.err;
  EXPECT_EQ(generate.out, "config.json: 1 program, 1 chart, 0 stacks\n");
  const Outcome check = Config({"check", Path("config.json"), "--date", "2026-11-30"});
  EXPECT_EQ(check.exit_status, kDone) << check.out;
  EXPECT_EQ(check.out, "");
}

TEST_F(ConfigCommandsTest, GeneratesWhatGoKnows) {
  const std::string versions =
      Write("v.json", R"({"Programs": [{"Name": "example.com/mytool", "Versions": ["v1.2.0"]}]})");
  const Outcome generate =
      Config({"generate", Write("c.txt", kRecord), "--plain", "--versions", versions, "--compilers",
              "gcc12.2.0,clang14.0.6", "--out", Path("config.json"), "--json"});
  EXPECT_EQ(generate.exit_status, kDone) << generate.err;
  EXPECT_THAT(generate.out, HasSubstr("\"Counters\": 1"));
  EXPECT_THAT(Read("config.json"), HasSubstr("\"gcc12.2.0\",\n\t\t\"clang14.0.6\""));
  EXPECT_THAT(Read("config.json"), Not(HasSubstr("Expires")));
  EXPECT_EQ(Config({"generate", Path("c.txt"), "--plain", "--out", "x"}).exit_status, kWrongUsage);
}

// This program is the released file.
TEST_F(ConfigCommandsTest, ListsTheBuildsOfReleasedFiles) {
  const Outcome builds = Config({"builds", "example.com/mytool", "/proc/self/exe"});
  EXPECT_EQ(builds.exit_status, kDone) << builds.err;
  EXPECT_THAT(builds.out, testing::MatchesRegex("example.com/mytool exe [0-9a-f]{40}\n"));
  const std::string id = builds.out.substr(builds.out.rfind(' ') + 1, 16);

  const std::string charts = Write("c.txt", kRecord);
  const std::string list = Write("builds.txt", "# released\n" + builds.out);
  for (const std::string& from : {list, std::string("example.com/mytool=/proc/self/exe")}) {
    const Outcome generate =
        Config({"generate", charts, "--builds", from, "--out", Path("config.json")});
    EXPECT_EQ(generate.exit_status, kDone) << generate.err;
    EXPECT_THAT(Read("config.json"),
                HasSubstr("\"File\": \"exe\",\n\t\t\t\t\t\"IDs\": [\n\t\t\t\t\t\t\"" + id + "\""));
  }
}

TEST_F(ConfigCommandsTest, SaysWhatIsWrongWithAListOfBuilds) {
  const std::string charts = Write("c.txt", kRecord);
  Outcome generate = Config({"generate", charts, "--builds", Write("builds.txt", "mytool 01\n"),
                             "--out", Path("config.json")});
  EXPECT_EQ(generate.exit_status, kFailed);
  EXPECT_THAT(generate.err, HasSubstr("builds.txt:1: the line is not PROGRAM FILE BUILD-ID"));
  generate = Config({"generate", charts, "--builds", "p=" + charts, "--out", Path("config.json")});
  EXPECT_EQ(generate.exit_status, kFailed);
  EXPECT_THAT(generate.err, HasSubstr("c.txt: not an ELF file"));
  EXPECT_EQ(Config({"builds", "my tool", "/proc/self/exe"}).exit_status, kWrongUsage);
}

TEST_F(ConfigCommandsTest, CheckNamesTheLineOfAMisspeltKey) {
  const Outcome check = Config({"check", Write("config.json", "{\n\"Program\": []}")});
  EXPECT_EQ(check.exit_status, kFailed);
  EXPECT_THAT(check.out, HasSubstr("config.json:2: error: UNKNOWN_KEY: \"Program\" means nothing; "
                                   "write \"Programs\"\n"));
}

TEST_F(ConfigCommandsTest, DiffEndsWithOneIfAsked) {
  const std::string before = Write("old.json", R"({"GOOS": ["linux"]})");
  const std::string after = Write("new.json", R"({"GOOS": ["plan9", "linux"]})");
  Outcome diff = Config({"diff", before, after});
  EXPECT_EQ(diff.exit_status, kDone);
  EXPECT_EQ(diff.out, "+ GOOS plan9\n");
  EXPECT_EQ(Config({"diff", before, after, "--exit-code"}).exit_status, kFailed);
  EXPECT_EQ(Config({"diff", before, before, "--exit-code"}).exit_status, kDone);
  diff = Config({"diff", before, after, "--markdown"});
  EXPECT_EQ(diff.out, "### Becomes approved\n\n- GOOS `plan9`\n");
  EXPECT_THAT(Config({"diff", before, after, "--json"}).out, HasSubstr("\"Kind\": \"approved\""));
}

TEST_F(ConfigCommandsTest, NamesTheNextVersion) {
  const std::string before = Write("old.json", R"({"GoVersion": ["gcc"]})");
  const std::string after = Write("new.json", R"({"GoVersion": ["gcc", "clang"]})");
  EXPECT_EQ(Config({"next-version", "v1.2.3", before, after}).out, "patch v1.2.4\n");
  EXPECT_THAT(Config({"next-version", "v1.2.3", before, before, "--json"}).out,
              HasSubstr("\"Step\": \"same\""));
  EXPECT_EQ(Config({"next-version", "1.2.3", before, after}).exit_status, kFailed);
}

TEST_F(ConfigCommandsTest, WritesAReview) {
  const std::string charts = Write("c.txt", kRecord);
  EXPECT_THAT(Config({"review", charts}).out, HasSubstr("- `tool/editor:vim`\n"));
  EXPECT_EQ(Config({"review", charts, "--against", charts}).out,
            "Nothing new would leave a machine.\n");
  EXPECT_THAT(Config({"review", charts, "--json"}).out, HasSubstr("\"NewNames\""));
}

TEST_F(ConfigCommandsTest, ListsWhatEndsSoon) {
  const std::string charts = Write("c.txt", kRecord);
  EXPECT_EQ(Config({"expiring", charts, "--date", "2027-11-01"}).out,
            "a@example.com\n  expires on 2027-11-30, in 29 days: Editors (example.com/mytool "
            "tool/editor, line 10)\n");
  EXPECT_EQ(Config({"expiring", charts, "--within", "7d", "--date", "2027-11-01"}).out, "");
  EXPECT_EQ(Config({"expiring", charts, "--within", "soon"}).exit_status, kWrongUsage);
  EXPECT_THAT(Config({"expiring", charts, "--json", "--date", "2027-11-01"}).out,
              HasSubstr("\"Days\": 29"));
}

TEST_F(ConfigCommandsTest, ACommandIsNeeded) {
  EXPECT_EQ(Config({}).exit_status, kWrongUsage);
  EXPECT_EQ(Config({"approve"}).exit_status, kWrongUsage);
}

}  // namespace
}  // namespace telemetry::collector
