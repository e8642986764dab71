#include "report/entry_build.h"

#include "gtest/gtest.h"
#include "report/report.pb.h"
#include "storage/counter_file/program_build.h"

namespace telemetry {
namespace {

TEST(EntryBuildTest, IsTheFiveTextsOfTheEntry) {
  v1::ProgramReport program;
  program.set_program("p");
  program.set_version("v");
  program.set_go_version("c");
  program.set_goos("o");
  program.set_goarch("a");
  EXPECT_EQ(BuildOf(program),
            (ProgramBuild{
                .program = "p", .version = "v", .go_version = "c", .goos = "o", .goarch = "a"}));
}

}  // namespace
}  // namespace telemetry
