#include "cmd/examples/wordserver/word_server.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::examples {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A server whose user nobody asks, since it has no home. The dialog is tested in config/prompt.
class WordServerTest : public testing::Test {
 protected:
  WordServerTest() {
    for (const char* name : {"GOTELEMETRY_DIR", "XDG_CONFIG_HOME", "HOME"}) unsetenv(name);
  }

  std::vector<std::string> Request(absl::string_view method, absl::string_view params) {
    return server_.OnMessage(absl::StrCat(R"({"jsonrpc":"2.0","id":1,"method":")", method,
                                          R"(","params":)", params, "}"));
  }
  std::vector<std::string> Notify(absl::string_view method, absl::string_view params) {
    return server_.OnMessage(
        absl::StrCat(R"({"jsonrpc":"2.0","method":")", method, R"(","params":)", params, "}"));
  }
  std::vector<std::string> Open(absl::string_view text) {
    return Notify("textDocument/didOpen",
                  absl::StrCat(R"({"textDocument":{"uri":"file:///a","text":")", text, R"("}})"));
  }
  std::string Hover(int line, int character) {
    return Request("textDocument/hover",
                   absl::StrCat(R"({"textDocument":{"uri":"file:///a"},"position":{"line":)", line,
                                R"(,"character":)", character, "}}"))
        .at(0);
  }

  WordServer server_{{.tool = "wordserver", .collector = "telemetry.example.com"}};
};

TEST_F(WordServerTest, SaysWhatItCanDo) {
  const std::vector<std::string> messages = Request("initialize", "{}");
  ASSERT_THAT(messages, SizeIs(1));
  EXPECT_THAT(messages[0], HasSubstr(R"("hoverProvider":true)"));
  EXPECT_THAT(Notify("initialized", "{}"), IsEmpty());
}

TEST_F(WordServerTest, AnswersNoInitializeWithoutAnId) {
  EXPECT_THAT(Notify("initialize", "{}"), IsEmpty());
}

TEST_F(WordServerTest, WarnsOfAWordThatIsThereTwice) {
  EXPECT_THAT(
      Open("It is is."),
      ElementsAre(R"({"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":)"
                  R"({"uri":"file:///a","diagnostics":[{"range":{"start":{"line":0,"character":6},)"
                  R"("end":{"line":0,"character":8}},"severity":2,"source":"wordserver",)"
                  R"("message":"\"is\" twice in a row"}]}})"));
  EXPECT_THAT(
      Notify("textDocument/didChange",
             R"({"textDocument":{"uri":"file:///a"},"contentChanges":[{"text":"It is."}]})"),
      ElementsAre(HasSubstr(R"("diagnostics":[])")));
}

TEST_F(WordServerTest, SaysHowOftenAWordOccurs) {
  Open("The end of the\\nday");
  EXPECT_THAT(Hover(0, 1), HasSubstr(R"("value":"\"the\": 2 of 5 words")"));
  EXPECT_THAT(Hover(1, 3), HasSubstr(R"("\"day\": 1 of 5 words")"));
  EXPECT_THAT(Hover(5, 0), HasSubstr(R"("result":null)"));
  Notify("textDocument/didClose", R"({"textDocument":{"uri":"file:///a"}})");
  EXPECT_THAT(Hover(0, 1), HasSubstr(R"("result":null)"));
}

TEST_F(WordServerTest, RefusesRequestsThatItDoesNotKnow) {
  EXPECT_THAT(Request("textDocument/rename", "{}"), ElementsAre(HasSubstr("-32601")));
  EXPECT_THAT(Request("workspace/executeCommand", R"({"command":"x"})"),
              ElementsAre(HasSubstr("-32601")));
  EXPECT_THAT(Notify("$/setTrace", "{}"), IsEmpty());
}

TEST_F(WordServerTest, EndsAsTheProtocolDemands) {
  EXPECT_THAT(Request("shutdown", "null"),
              ElementsAre(R"({"jsonrpc":"2.0","id":1,"result":null})"));
  EXPECT_TRUE(server_.was_shut_down());
  EXPECT_THAT(Request("textDocument/hover", "{}"), ElementsAre(HasSubstr("-32600")));
  EXPECT_FALSE(server_.exited());
  Notify("exit", "null");
  EXPECT_TRUE(server_.exited());
}

TEST_F(WordServerTest, IgnoresWhatIsNoMessage) {
  for (const char* text : {"", "x", "[]", "{}", "{\"method\":1}", "{\"id\":1,\"result\":{}}"}) {
    EXPECT_THAT(server_.OnMessage(text), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace telemetry::examples
