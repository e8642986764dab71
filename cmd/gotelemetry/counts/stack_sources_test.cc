#include "cmd/gotelemetry/counts/stack_sources.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/compress.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::cmd {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kReport[] = R"({"Week": "2026-11-18", "Programs": [
  {"Counters": {"a": 1}, "Stacks": {"tool/bug\nmain.f:+1": 2}},
  {"Stacks": {"tool/bug\nmain.f:+1": 3, "tool/bug\nmain.g:+1": 1}}]})";
constexpr char kLine[] = R"({"Programs":[{"Stacks":{"tool/bug\nmain.f:+1":4}}]})";

class StackSourcesTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& contents) {
    const std::string path = dir_.path() + "/" + name;
    EXPECT_THAT(WriteFileAtomically(path, contents), IsOk());
    return path;
  }

  const TempDir dir_;
};

TEST_F(StackSourcesTest, ReadsACounterFileOfAnyName) {
  const std::string contents =
      testutil::CounterFileBytes({.counts = {{"tool/bug\nmain.f:+1", 3}, {"tool/plain", 1}}});
  for (const char* name : {"a.v1.count", "copied"}) {
    const absl::StatusOr<StackCounts> stacks = ReadStackCounts(Write(name, contents));
    ASSERT_THAT(stacks, IsOk());
    EXPECT_THAT(stacks->damage, IsOk());
    EXPECT_THAT(stacks->counts, UnorderedElementsAre(Pair("tool/bug\nmain.f:+1", 3)));
  }
}

TEST_F(StackSourcesTest, ReadsAReport) {
  const absl::StatusOr<StackCounts> stacks = ReadStackCounts(Write("r.json", kReport));
  ASSERT_THAT(stacks, IsOk());
  EXPECT_THAT(stacks->counts,
              UnorderedElementsAre(Pair("tool/bug\nmain.f:+1", 5), Pair("tool/bug\nmain.g:+1", 1)));
}

TEST_F(StackSourcesTest, ReadsADatasetPlainAndPacked) {
  const std::string text = std::string(kLine) + "\n\n" + kLine + "\n";
  const std::string twice = testutil::Gzip(std::string(kLine) + "\n");
  for (const std::string& contents : {text, testutil::Gzip(text), twice + twice}) {
    const absl::StatusOr<StackCounts> stacks = ReadStackCounts(Write("d.json", contents));
    ASSERT_THAT(stacks, IsOk());
    EXPECT_THAT(stacks->counts, UnorderedElementsAre(Pair("tool/bug\nmain.f:+1", 8)));
  }
}

TEST_F(StackSourcesTest, NamesTheFileAndTheLineThatIsNone) {
  const std::string two_lines = std::string(kLine) + "\nnonsense\n";
  EXPECT_THAT(ReadStackCounts(Write("d.json", two_lines)).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/d.json:2: ")));
  const std::string packed = testutil::Gzip(two_lines);
  EXPECT_THAT(ReadStackCounts(Write("d.gz", packed.substr(0, packed.size() - 9))).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/d.gz: damaged")));
  EXPECT_THAT(ReadStackCounts(Write("d.zst", testutil::Zstd(two_lines))).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/d.zst: packed by zstd")));
  EXPECT_THAT(ReadStackCounts("/no/such/file").status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/such/file")));
}

}  // namespace
}  // namespace telemetry::cmd
