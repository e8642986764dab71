#include "cmd/gotelemetry/counts/dump_command.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"

namespace telemetry::cmd {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kSimple[] = "tests/golden/counter_files/simple.v1.count";
constexpr char kCorrupt[] = "tests/golden/corrupt_counter_files/000_saturate_short.v1.count";

class DumpCommandTest : public CommandFixture {
 protected:
  DumpCommandTest() : CommandFixture(&AddDumpCommand) {}
};

TEST_F(DumpCommandTest, PrintsEachFileUnderItsName) {
  const Outcome outcome = Run({"dump", kSimple, "tests/golden/counter_files/empty.v1.count"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out,
              StartsWith(absl::StrCat("-- ", kSimple, " --\n{\n\t\"Meta\": {\n\t\t\"")));
  EXPECT_THAT(outcome.out, HasSubstr("\n}\n-- tests/golden/counter_files/empty.v1.count --\n{\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\"Count\": {}\n}\n"));
}

TEST_F(DumpCommandTest, PrintsTheTelemetryDirectoryIfNoFileIsGiven) {
  Write("local/a.v1.count", *ReadFile(kSimple, 1 << 20));
  Write("local/weekends", "3\n");
  const Outcome outcome = Run({"dump"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out,
              StartsWith(absl::StrCat("-- ", root().go().local_dir(), "/a.v1.count --\n")));
}

TEST_F(DumpCommandTest, PrintsNothingIfNothingWasCounted) {
  const Outcome outcome = Run({"dump"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, "");
}

TEST_F(DumpCommandTest, NamesADirectoryThatCannotBeRead) {
  Write("local", "a file in its place");
  const Outcome outcome = Run({"dump"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr(root().go().local_dir()));
}

TEST_F(DumpCommandTest, NamesADamagedFileAndPrintsTheOthers) {
  const Outcome outcome = Run({"dump", kCorrupt, kSimple});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, StartsWith(absl::StrCat("gotelemetry: ", kCorrupt, ": ")));
  EXPECT_THAT(outcome.out, StartsWith(absl::StrCat("-- ", kSimple, " --\n")));
}

TEST_F(DumpCommandTest, PrintsWhatCanBeReadOfADamagedFileAndSaysHowMuchIsLeftOut) {
  constexpr char kDamaged[] = "tests/golden/corrupt_counter_files/005_concurrent_head.v1.count";
  const Outcome outcome = Run({"dump", kDamaged});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, StartsWith(absl::StrCat("gotelemetry: ", kDamaged,
                                                   ": damaged counter file: 1 record cannot be "
                                                   "read")));
  EXPECT_THAT(outcome.out, HasSubstr("\"tool/c:100\": "));
}

TEST_F(DumpCommandTest, NamesAFileThatIsMissing) {
  const Outcome outcome = Run({"dump", "nowhere.v1.count"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("nowhere.v1.count"));
  EXPECT_EQ(outcome.out, "");
}

}  // namespace
}  // namespace telemetry::cmd
