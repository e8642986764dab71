#include "report/purpose.h"

#include <vector>

#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/left_out.h"
#include "report/testing/report_fixture.h"

namespace telemetry {
namespace {

using ::telemetry::testutil::ToolReport;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::UploadConfig Config() {
  v1::UploadConfig config;
  v1::ProgramConfig& program = *config.add_programs();
  program.set_name("example.com/tool");
  v1::CounterConfig& editors = *program.add_counters();
  editors.set_name("tool/editor:{vim,emacs}");
  editors.set_title("Editors");
  editors.add_issues("https://example.com/1");
  editors.add_owners("a@example.com");
  editors.set_expires("2027-05-01");
  program.add_counters()->set_name("tool/other");
  program.add_stacks()->set_name("tool/crash");
  return config;
}

TEST(PurposeTest, NamesEachEntryOnce) {
  EXPECT_THAT(PurposesOf(ToolReport(0.5, R"({"tool/editor:vim": 1, "tool/editor:emacs": 2})",
                                    R"({"tool/crash\nmain.f:+1,+0x2": 1,
                                        "tool/crash\nmain.g:+1,+0x2": 1})"),
                         Config()),
              ElementsAre(Purpose{.program = "example.com/tool",
                                  .kind = ItemKind::kCounter,
                                  .name = "tool/editor:{vim,emacs}",
                                  .title = "Editors",
                                  .issues = {"https://example.com/1"},
                                  .owners = {"a@example.com"},
                                  .expires = "2027-05-01"},
                          Purpose{.program = "example.com/tool",
                                  .kind = ItemKind::kStack,
                                  .name = "tool/crash",
                                  .title = "",
                                  .issues = {},
                                  .owners = {},
                                  .expires = ""}));
}

TEST(PurposeTest, SaysNothingOfWhatIsNotSent) {
  EXPECT_THAT(PurposesOf(ToolReport(0.5, "{}"), Config()), IsEmpty());
  v1::UploadConfig other = Config();
  other.mutable_programs(0)->set_name("example.com/other");
  EXPECT_THAT(PurposesOf(ToolReport(0.5, R"({"tool/other": 1})"), other), IsEmpty());
}

}  // namespace
}  // namespace telemetry
