#include "upload/site/stacks/stack_file.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/site/stacks/stack_page_name.h"

namespace telemetry {
namespace {

using testing::MatchesRegex;

class StackFileTest : public testing::Test {
 protected:
  std::string Of(const std::string& path) const { return StackFileOf(files_, path); }

  const TempDir dir_;
  const PublishedFiles files_{dir_.path()};
};

TEST_F(StackFileTest, FindsTheListOfPrograms) {
  EXPECT_EQ(Of("/stacks/"), "stacks/index.html");
  EXPECT_EQ(Of("/stacks/index.json"), "stacks/index.json");
}

TEST_F(StackFileTest, FindsTheStacksOfAProgram) {
  const std::string name = StackPageName("example.com/my tool");
  EXPECT_EQ(StackPath("example.com/my tool"), "/stacks/example.com/my%20tool");
  EXPECT_EQ(Of("/stacks/example.com/my%20tool"), name + ".html");
  EXPECT_EQ(Of("/stacks/example.com/my%20tool.json"), name + ".json");
}

TEST_F(StackFileTest, FindsAStack) {
  EXPECT_EQ(StackPath("example.com/tool", "K17t-A"), "/stacks/example.com/tool/K17t-A");
  EXPECT_EQ(Of("/stacks/example.com/tool/K17t-A"),
            StackPageName("example.com/tool", "K17t-A") + ".html");
  EXPECT_EQ(Of("/stacks/example.com/tool/K17t-A.json"),
            StackPageName("example.com/tool", "K17t-A") + ".json");
}

TEST_F(StackFileTest, AProgramMayEndLikeAnIdentifier) {
  ASSERT_THAT(files_.Write(StackPageName("example.com/linter") + ".html", ""), IsOk());
  EXPECT_EQ(Of("/stacks/example.com/linter"), StackPageName("example.com/linter") + ".html");
}

TEST_F(StackFileTest, NoRequestNamesAFileElsewhere) {
  for (const char* path :
       {"/stacks/../data/index", "/stacks/..%2f..%2freports.db", "/stacks/a/../../b", "/stacks/%",
        "/stacks/%zz", "/stacks/%2", "/stacks/a%00b", "/stacks//", "/stacks/a/b\n.json"}) {
    EXPECT_THAT(Of(path),
                MatchesRegex("stacks/([0-9a-f]{16}(-[0-9A-Za-z_-]{6})?|index)\\.(html|json)"))
        << path;
  }
}

TEST_F(StackFileTest, ProgramsHaveDifferentFiles) {
  EXPECT_NE(Of("/stacks/example.com/a"), Of("/stacks/example.com/b"));
}

}  // namespace
}  // namespace telemetry
