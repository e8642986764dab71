#include "upload/site/stacks/stack_publication.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/source_lines/symbol_store.h"
#include "report/source_lines/symbol_table.h"
#include "report/stacks/stack_id.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/site/publication/published_files.h"
#include "upload/site/stacks/exact_stacks.h"
#include "upload/site/stacks/stack_file.h"

namespace telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

const absl::CivilDay kSunday(2026, 11, 22);
constexpr char kProgram[] = "example.com/tool";
constexpr char kJsonStack[] = R"(crash/crash\nwc@0123456789abcdef.f:@0x10,+0x2)";
constexpr char kStack[] = "crash/crash\nwc@0123456789abcdef.f:@0x10,+0x2";

class StackPublicationTest : public testing::Test {
 protected:
  StackPublicationTest() {
    EXPECT_THAT(EnsureDirectory(dir_.path() + "/charts"), IsOk());
    EXPECT_THAT(EnsureDirectory(dir_.path() + "/site"), IsOk());
  }

  // A dataset of so many reports with the stack.
  std::string Dataset(int reports) {
    std::string lines;
    for (int i = 1; i <= reports; ++i) {
      absl::StrAppend(&lines, R"({"Week":"2026-11-18","X":0.)", i, R"(,"Programs":[{"Program":")",
                      kProgram, R"(","Version":"v1.0.0","Stacks":{")", kJsonStack, "\":1}}]}\n");
    }
    const std::string path = dir_.path() + "/2026-11-18.json";
    EXPECT_THAT(WriteFileAtomically(path, lines), IsOk());
    return path;
  }

  void Update(int reports, const std::string& program = kProgram) {
    ASSERT_THAT(stacks_.UpdateWeek(kSunday, {Dataset(reports)}, {program}), IsOk());
  }

  // The file that a request gets; empty if there is none.
  std::string Get(const std::string& path) const {
    return ReadFile(files_.Path(StackFileOf(files_, path)), 1 << 20).value_or("");
  }

  std::string StackPage() const { return absl::StrCat("/stacks/", kProgram, "/", StackId(kStack)); }

  const TempDir dir_;
  const PublishedFiles files_{dir_.path() + "/site"};
  const StackPublication stacks_{dir_.path(), {}, 5};
};

TEST_F(StackPublicationTest, WritesAPageForEachProgramAndStack) {
  EXPECT_TRUE(stacks_.LacksWeek(kSunday));
  Update(7);
  EXPECT_FALSE(stacks_.LacksWeek(kSunday));
  ASSERT_THAT(stacks_.Publish(kSunday - 14, kSunday), IsOk());
  EXPECT_THAT(Get("/stacks/"), HasSubstr(kProgram));
  EXPECT_THAT(Get("/stacks/index.json"), HasSubstr("\"2026-11-08\",\"2026-11-15\",\"2026-11-22\""));
  EXPECT_THAT(Get("/stacks/example.com/tool"), HasSubstr("at least 5"));
  EXPECT_THAT(Get("/stacks/example.com/tool.json"), HasSubstr(StackId(kStack)));
  EXPECT_THAT(Get(StackPage()), HasSubstr("wc@0123456789abcdef.f:@0x10,+0x2"));
  EXPECT_THAT(Get(StackPage() + ".json"), HasSubstr("{\"value\":7}"));
}

TEST_F(StackPublicationTest, ShowsIssuesAndKeepsThePagesWhileTheirFileIsBroken) {
  const std::string triage = dir_.path() + "/triage.json";
  const std::string issue = dir_.path() + "/issues/wc.md";
  ASSERT_THAT(EnsureDirectory(dir_.path() + "/issues"), IsOk());
  ASSERT_THAT(WriteFileAtomically(triage, R"({"Claims": [{"File": "issues/"}]})"), IsOk());
  ASSERT_THAT(WriteFileAtomically(issue, absl::StrCat("# It stops\n\n", StackId(kStack), "\n")),
              IsOk());
  const StackPublication stacks(dir_.path(), {}, 5, triage);
  Update(7);
  ASSERT_THAT(stacks.Publish(kSunday, kSunday), IsOk());
  EXPECT_THAT(Get(StackPage()), HasSubstr("wc.md: It stops"));
  ASSERT_THAT(WriteFileAtomically(triage, "{"), IsOk());
  EXPECT_THAT(stacks.Publish(kSunday, kSunday),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("triage.json")));
  EXPECT_THAT(Get(StackPage()), HasSubstr("wc.md: It stops"));
}

TEST_F(StackPublicationTest, WritesNoPageOfWhatTooFewReportsHave) {
  Update(4);
  ASSERT_THAT(stacks_.Publish(kSunday, kSunday), IsOk());
  EXPECT_THAT(Get("/stacks/"), Not(HasSubstr(kProgram)));
  EXPECT_EQ(Get("/stacks/example.com/tool"), "");
  EXPECT_EQ(Get(StackPage()), "");
}

TEST_F(StackPublicationTest, RemovesThePageOfAStackThatIsNotShownAnyMore) {
  Update(7);
  ASSERT_THAT(stacks_.Publish(kSunday, kSunday), IsOk());
  ASSERT_NE(Get(StackPage()), "");
  ASSERT_THAT(stacks_.Publish(kSunday + 7, kSunday + 14), IsOk());
  EXPECT_EQ(Get(StackPage()), "");
  EXPECT_EQ(Get("/stacks/example.com/tool"), "");
  EXPECT_NE(Get("/stacks/"), "");
}

TEST_F(StackPublicationTest, ShowsOnlyProgramsThatAreApproved) {
  Update(7, "example.com/other");
  ASSERT_THAT(stacks_.Publish(kSunday, kSunday), IsOk());
  EXPECT_THAT(Get("/stacks/"), Not(HasSubstr(kProgram)));
}

TEST_F(StackPublicationTest, HasTheSourceLinesOfKnownBuilds) {
  SymbolTableBuilder builder;
  builder.AddCode({.begin = 0x10,
                   .end = 0x20,
                   .site = builder.AddFunction(
                       {.function = builder.Text("f"), .function_line = 5, .entry = 0x10}),
                   .file = builder.Text("tool/f.cc"),
                   .line = 7});
  ASSERT_THAT(SymbolStore(dir_.path() + "/symbols")
                  .Add(std::move(builder).Build("0123456789abcdef01", "wc")),
              IsOk());
  Update(7);
  ASSERT_THAT(stacks_.Publish(kSunday, kSunday), IsOk());
  EXPECT_THAT(Get(StackPage()), HasSubstr("<bdi>tool/f.cc:7</bdi>"));
}

TEST_F(StackPublicationTest, CountsAWeekAgainWhoseFileIsDamaged) {
  Update(7);
  const std::string path = upload_internal::ExactStacks(dir_.path() + "/charts").Path(kSunday);
  ASSERT_THAT(WriteFileAtomically(path, "\xff"), IsOk());
  ASSERT_THAT(stacks_.Publish(kSunday, kSunday), IsOk());
  EXPECT_TRUE(stacks_.LacksWeek(kSunday));
}

TEST_F(StackPublicationTest, NamesTheDatasetThatIsMissing) {
  EXPECT_THAT(stacks_.UpdateWeek(kSunday, {"/no/such/dataset"}, {kProgram}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/such/dataset")));
}

}  // namespace
}  // namespace telemetry
