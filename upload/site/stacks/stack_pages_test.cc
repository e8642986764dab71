#include "upload/site/stacks/stack_pages.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/json/json_document.h"
#include "storage/stack/readable_stack.h"
#include "tests/util/status_matchers.h"
#include "upload/site/stacks/stack_templates.h"

namespace telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kStack[] =
    "crash/"
    "crash\nwc@0123456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b\nwc@0123456789abcdef.main:@0x1,+0x2";

PublicStacks Stacks(const std::string& program = "example.com/tool",
                    const std::string& function = "tool::Count") {
  const PublicStack stack = {.id = "K17t-A",
                             .stack = kStack,
                             .reports_at_least = 10,
                             .versions = {"v1.0.0"},
                             .has_other_versions = true,
                             .first_week = "2026-11-08",
                             .last_week = "2026-11-15",
                             .weekly = {{PublicValue::Kind::kFewerThan, 5},
                                        {PublicValue::Kind::kExact, 8},
                                        {PublicValue::Kind::kFewerThan, 5}}};
  return {.min_reports = 5,
          .weeks = {"2026-11-08", "2026-11-15", "2026-11-22"},
          .programs = {{.name = program,
                        .groups = {{.top_frames = {function, "main"}, .stacks = {stack}}}}}};
}

std::string Lines(absl::string_view) {
  return "crash/crash\nwc.tool::Get:+1,+0x1b  tool/get.h:21\nwc.main:+3,+0x2  tool/main.cc:7";
}

TEST(StackTemplatesTest, EscapeAllValues) {
  for (const char* text :
       {kStackTemplate, kStackHidingTemplate, kStackProgramsTemplate, kStacksTemplate}) {
    EXPECT_THAT(text, Not(HasSubstr("{{{")));
    EXPECT_THAT(text, Not(HasSubstr("{{&")));
    EXPECT_THAT(text, Not(HasSubstr("style=")));
    EXPECT_THAT(text, Not(HasSubstr("<script")));
  }
}

TEST(StackPagesTest, ListsPrograms) {
  const PublicStacks stacks = Stacks();
  const StackPages pages({}, stacks, ReadableStack);
  EXPECT_THAT(
      pages.Programs(),
      HasSubstr("<a href=\"/stacks/example.com/tool\"><bdi>example.com/tool</bdi></a> (1 stack)"));
  EXPECT_THAT(pages.Programs(), HasSubstr("A stack that fewer than 5 reports have is not shown."));
  const PublicStacks none;
  EXPECT_THAT(StackPages({}, none, ReadableStack).Programs(), HasSubstr("None yet."));
}

TEST(StackPagesTest, ListsTheStacksOfAProgram) {
  const PublicStacks stacks = Stacks();
  const std::string html = StackPages({}, stacks, ReadableStack).Program(stacks.programs[0]);
  for (const char* part :
       {"<code><bdi>tool::Count</bdi></code>", "<a href=\"/stacks/example.com/tool/K17t-A\">",
        ">at least 10<", "v1.0.0, others", "2026-11-08 to 2026-11-15",
        "<rect x=\"3\" y=\"0\" width=\"2\" height=\"20\"/>",
        "href=\"/stacks/example.com/tool.json\""}) {
    EXPECT_THAT(html, HasSubstr(part));
  }
}

TEST(StackPagesTest, ShowsTheIssueThatIsAboutAStack) {
  PublicStacks stacks = Stacks();
  const PublicStackProgram& program = stacks.programs[0];
  PublicStack& stack = stacks.programs[0].groups[0].stacks[0];
  const StackPages pages({}, stacks, ReadableStack);
  for (const std::string& page : {pages.Program(program), pages.Stack(program, stack)}) {
    EXPECT_THAT(page, Not(HasSubstr("Issue")));
  }
  EXPECT_THAT(pages.StackJson(program, stack), Not(HasSubstr("issue")));

  stack.claim = PublicStackClaim{.name = "#5", .title = "<b>It crashes"};
  for (const std::string& page : {pages.Program(program), pages.Stack(program, stack)}) {
    EXPECT_THAT(page, HasSubstr("Issue"));
    EXPECT_THAT(page, HasSubstr("<bdi>#5: &lt;b&gt;It crashes</bdi>"));
    EXPECT_THAT(page, Not(HasSubstr("back in")));
  }
  stack.claim->back_in = {"v1.2.0", "v1.3.0"};
  for (const std::string& page : {pages.Program(program), pages.Stack(program, stack)}) {
    EXPECT_THAT(page, HasSubstr("(<bdi>back in v1.2.0, v1.3.0, which should have the fix</bdi>)"));
  }
  EXPECT_THAT(
      pages.StackJson(program, stack),
      HasSubstr(
          R"("issue":{"name":"#5","title":"\u003cb\u003eIt crashes","backIn":["v1.2.0","v1.3.0"]})"));
}

TEST(StackPagesTest, ShowsSourceLinesWhereTheyAreKnown) {
  const PublicStacks stacks = Stacks();
  const PublicStackProgram& program = stacks.programs[0];
  const PublicStack& stack = program.groups[0].stacks[0];
  const std::string with = StackPages({}, stacks, Lines).Stack(program, stack);
  EXPECT_THAT(with, HasSubstr("<code><bdi>wc.tool::Get:+1,+0x1b</bdi></code> <span "
                              "class=\"stack-place\"><bdi>tool/get.h:21</bdi></span>"));
  EXPECT_THAT(with, Not(HasSubstr("are not known")));
  const std::string without = StackPages({}, stacks, ReadableStack).Stack(program, stack);
  EXPECT_THAT(without, HasSubstr("<bdi>wc@0123456789abcdef.tool::Count:@0x11d0,+0x1b</bdi>"));
  EXPECT_THAT(without, HasSubstr("The lines of source are not known."));
}

TEST(StackPagesTest, ShowsTheWeeksAsATable) {
  const PublicStacks stacks = Stacks();
  const PublicStackProgram& program = stacks.programs[0];
  const std::string html =
      StackPages({}, stacks, ReadableStack).Stack(program, program.groups[0].stacks[0]);
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">2026-11-15</th><td class=\"number\">8</td>"));
  EXPECT_THAT(html, HasSubstr("<tr class=\"small\"><th scope=\"row\">2026-11-22</th>"
                              "<td class=\"number\">fewer than 5</td>"));
  EXPECT_THAT(html, HasSubstr("data-source=\"/stacks/example.com/tool/K17t-A.json\""));
}

TEST(StackPagesTest, EscapesWhatProgramsChose) {
  const PublicStacks stacks = Stacks("example.com/<b>\u202e", "<script>\"&");
  const PublicStackProgram& program = stacks.programs[0];
  const StackPages pages({}, stacks, [](absl::string_view) {
    return std::string("<i>title\n<script>alert(1)</script>  <b>\"place");
  });
  for (const std::string& html : {pages.Programs(), pages.Program(program),
                                  pages.Stack(program, program.groups[0].stacks[0])}) {
    EXPECT_THAT(html, Not(HasSubstr("<script>")));
    EXPECT_THAT(html, Not(HasSubstr("<b>")));
    EXPECT_THAT(html, Not(HasSubstr("<i>")));
    EXPECT_THAT(html, Not(HasSubstr("\u202e")));
  }
}

TEST(StackPagesTest, TheJsonIsThatOfChartsAndMore) {
  const PublicStacks stacks = Stacks();
  const PublicStackProgram& program = stacks.programs[0];
  const StackPages pages({}, stacks, Lines);
  const std::string json = pages.StackJson(program, program.groups[0].stacks[0]);
  for (const std::string& text : {json, pages.ProgramJson(program), pages.ProgramsJson()}) {
    EXPECT_THAT(JsonDocument::Parse(text), IsOk()) << text;
  }
  for (
      const char* part :
      {R"("stack":{"id":"K17t-A","page":"/stacks/example.com/tool/K17t-A","reports":{"atLeast":10},)",
       R"("versions":["v1.0.0"],"otherVersions":true,"firstWeek":"2026-11-08")",
       R"("weeks":["2026-11-08","2026-11-15","2026-11-22"])",
       R"("charts":[{"id":"charts:example.com/tool:Reports","name":"Reports","type":"stack","ordered":false,)",
       R"("buckets":[{"key":"","atLeast":10,)",
       R"("weekly":[{"fewerThan":5},{"value":8},{"fewerThan":5}])"}) {
    EXPECT_THAT(json, HasSubstr(part));
  }
  EXPECT_THAT(pages.ProgramJson(program), HasSubstr(R"("topFrames":["tool::Count","main"])"));
}

}  // namespace
}  // namespace telemetry
