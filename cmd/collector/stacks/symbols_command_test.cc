#include "cmd/collector/stacks/symbols_command.h"

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/source_lines/debug_info.h"
#include "report/source_lines/symbol_store.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::collector {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// The lines of several compilers' programs: tests/e2e/crash/symbols_test.py.
class SymbolsCommandTest : public testing::Test {
 protected:
  struct Outcome {
    int exit_status;
    std::string out;
    std::string err;
  };

  Outcome Add(std::vector<std::string> files) {
    static constexpr AddCommand kCommands[] = {AddSymbolsCommand};
    std::vector<std::string> arguments = {"symbols", "add", "--data-dir", dir_.path()};
    for (std::string& file : files) arguments.push_back(std::move(file));
    std::ostringstream out;
    std::ostringstream err;
    const int exit_status = RunCommandLine(kCommands, std::move(arguments), out, err);
    return {exit_status, out.str(), err.str()};
  }

  std::vector<std::string> BuildIds() const {
    return SymbolStore(dir_.path() + "/symbols").BuildIds().value();
  }

  const TempDir dir_;
};

TEST_F(SymbolsCommandTest, KeepsTheBuildInTheDataDirectory) {
  const Outcome outcome = Add({"/proc/self/exe"});
  EXPECT_EQ(outcome.exit_status, kDone) << outcome.err;
  const std::string build_id = DebugInfo::Open("/proc/self/exe")->build_id();
  EXPECT_THAT(outcome.out, StartsWith("/proc/self/exe: build ID " + build_id + ", "));
  EXPECT_THAT(BuildIds(), ElementsAre(build_id));
}

TEST_F(SymbolsCommandTest, NamesWhatItCannotReadAndGoesOn) {
  const std::string text = dir_.path() + "/text";
  ASSERT_THAT(WriteFileAtomically(text, "text"), IsOk());
  const Outcome outcome = Add({"/no/such/file", text, "/bin/true", "/proc/self/exe"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  for (const char* what : {"/no/such/file", "/text: ", "/bin/true: no source lines in it"}) {
    EXPECT_THAT(outcome.err, HasSubstr(what));
  }
  EXPECT_THAT(outcome.out, StartsWith("/proc/self/exe: "));
  EXPECT_EQ(BuildIds().size(), 1u);
}

TEST_F(SymbolsCommandTest, NeedsAFile) {
  EXPECT_EQ(Add({}).exit_status, kWrongUsage);
  EXPECT_THAT(BuildIds(), IsEmpty());
}

}  // namespace
}  // namespace telemetry::collector
