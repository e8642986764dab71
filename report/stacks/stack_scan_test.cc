#include "report/stacks/stack_scan.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/compress.h"
#include "storage/files/file.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A report with one stack, `title`, of a program.
std::string Report(const std::string& week, double x, const std::string& title,
                   const std::string& program = "example.com/tool",
                   const std::string& version = "v1.0.0") {
  return absl::StrCat(R"({"Week":")", week, R"(","X":)", x, R"(,"Programs":[{"Program":")", program,
                      R"(","Version":")", version,
                      R"(","GoVersion":"gcc12.2.0","GOOS":"linux","GOARCH":"amd64",)",
                      R"("Counters":{"a":1},"Stacks":{")", title, R"(\nmain.f:+1":2}}]})");
}

class StackScanTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& contents) {
    const std::string path = dir_.path() + "/" + name;
    EXPECT_THAT(WriteFileAtomically(path, contents), IsOk());
    return path;
  }

  // The stacks, each as "title reports".
  static std::vector<std::string> Summary(StackTally tally) {
    std::vector<std::string> summary;
    for (const CountedStack& stack : std::move(tally).Take()) {
      summary.push_back(
          absl::StrCat(stack.stack.substr(0, stack.stack.find('\n')), " ", stack.reports));
    }
    return summary;
  }

  std::vector<std::string> Scan(const std::vector<std::string>& paths, StackFilter filter = {}) {
    StackTally tally;
    EXPECT_THAT(ScanStacks(paths, std::move(filter), tally), IsOk());
    return Summary(std::move(tally));
  }

  const TempDir dir_;
};

TEST_F(StackScanTest, CountsTheStacksOfDatasets) {
  const std::string plain =
      Write("a.json", Report("2026-11-18", 0.1, "crash") + "\n" + Report("2026-11-18", 0.2, "bug") +
                          "\n{\"Week\":\"2026-11-18\",\"X\":0.3}\n");
  const std::string packed = Write("b.json.gz", testutil::Gzip(Report("2026-11-19", 0.3, "crash")));
  EXPECT_THAT(Scan({plain, packed}), ElementsAre("crash 2", "bug 1"));
}

TEST_F(StackScanTest, CountsAReportOnceThatIsInTwoDatasets) {
  const std::string path = Write("a.json", Report("2026-11-18", 0.1, "crash"));
  EXPECT_THAT(Scan({path, path}), ElementsAre("crash 1"));
}

TEST_F(StackScanTest, CountsOnlyWantedProgramsAndWeeks) {
  const std::string path =
      Write("a.json", Report("2026-11-18", 0.1, "a") + "\n" + Report("2026-11-19", 0.2, "b") +
                          "\n" + Report("2026-11-20", 0.3, "c") + "\n" +
                          Report("2026-11-19", 0.4, "d", "example.com/other"));
  const absl::CivilDay day(2026, 11, 19);
  EXPECT_THAT(Scan({path}, {.first_week = day, .last_week = day}), ElementsAre("d 1", "b 1"));
  EXPECT_THAT(Scan({path}, {.programs = {"example.com/tool"}, .first_week = day}),
              ElementsAre("c 1", "b 1"));
}

TEST_F(StackScanTest, LeavesOutBuildsWithoutAVersion) {
  EXPECT_THAT(Scan({Write("a.json", Report("2026-11-18", 0.1, "a", "example.com/tool", "devel"))}),
              IsEmpty());
}

TEST_F(StackScanTest, NamesTheLineThatIsNoReport) {
  const std::string good = Report("2026-11-18", 0.1, "a") + "\n";
  for (const auto& [line, error] : std::vector<std::pair<std::string, std::string>>{
           {"{", ":2: "},
           {R"({"Week":"soon","X":1,"Programs":[]})", ":2: Week is not a day"},
           {R"({"Week":"2026-11-18","Programs":[{"Stacks":{"a\nb":-1}}]})", "is not a count"},
           {R"({"Week":"2026-11-18","Programs":[{"Stacks":{"a\nb":1.5}}]})", "is not a count"}}) {
    const std::string path = Write("a.json", good + line);
    StackTally tally;
    EXPECT_THAT(ScanStacks({path}, {}, tally),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(error)));
  }
}

TEST_F(StackScanTest, CountsTheStacksOfAStore) {
  const std::string path = dir_.path() + "/reports.db";
  {
    const auto store = SqliteStore(path).OpenReports({}).value();
    for (const double x : {0.1, 0.2, 0.3}) {
      ASSERT_THAT(store->PutAndWait(absl::CivilDay(2026, 11, 18), x,
                                    Report("2026-11-18", x, x < 0.3 ? "crash" : "bug")),
                  IsOk());
    }
    ASSERT_THAT(
        store->PutAndWait(absl::CivilDay(2026, 11, 10), 0.5, Report("2026-11-10", 0.5, "earlier")),
        IsOk());
  }
  const std::unique_ptr<ReportReader> reader = SqliteStore(path).OpenReader().value();
  StackTally tally;
  ASSERT_THAT(ScanStoredStacks(*reader, {.first_week = absl::CivilDay(2026, 11, 12)}, tally),
              IsOk());
  EXPECT_THAT(Summary(std::move(tally)), ElementsAre("crash 2", "bug 1"));
}

}  // namespace
}  // namespace telemetry
