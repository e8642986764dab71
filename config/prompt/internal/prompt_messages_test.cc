#include "config/prompt/internal/prompt_messages.h"

#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "storage/json/json_view.h"

namespace telemetry::config_internal {
namespace {

JsonView View(absl::string_view json) { return JsonView::Parse(json).value_or(JsonView()); }

TEST(PromptMessagesTest, AreThoseOfTheProtocol) {
  EXPECT_EQ(ShowMessageRequest("t:1", "May it?", {"Show", "Yes", "No"}),
            R"({"jsonrpc":"2.0","id":"t:1","method":"window/showMessageRequest","params":)"
            R"({"type":3,"message":"May it?",)"
            R"("actions":[{"title":"Show"},{"title":"Yes"},{"title":"No"}]}})");
  EXPECT_EQ(ShowMessage(MessageType::kError, "a \"b\""),
            R"({"jsonrpc":"2.0","method":"window/showMessage","params":)"
            R"({"type":1,"message":"a \"b\""}})");
  EXPECT_EQ(ShowDocument("t:2", "/a/b.txt"),
            R"({"jsonrpc":"2.0","id":"t:2","method":"window/showDocument","params":)"
            R"({"uri":"file:///a/b.txt","external":false,"takeFocus":true}})");
  EXPECT_EQ(NullResponse(View("5")), R"({"jsonrpc":"2.0","id":5,"result":null})");
  EXPECT_EQ(NullResponse(JsonView()), R"({"jsonrpc":"2.0","id":null,"result":null})");
  EXPECT_EQ(ErrorResponse(View("\"x\""), -32602, "no"),
            R"({"jsonrpc":"2.0","id":"x","error":{"code":-32602,"message":"no"}})");
}

TEST(PromptMessagesTest, EscapesAUri) {
  EXPECT_EQ(FileUri("/home/a b/caf\xc3\xa9/50%/x#y?z"),
            "file:///home/a%20b/caf%C3%A9/50%25/x%23y%3Fz");
}

TEST(PromptMessagesTest, KnowsAResponseByItsId) {
  EXPECT_EQ(ResponseId(View(R"({"id":"t:1","result":null})")), "t:1");
  EXPECT_EQ(ResponseId(View(R"({"id":"t:1","method":"x"})")), std::nullopt);
  EXPECT_EQ(ResponseId(View(R"({"id":1,"result":null})")), std::nullopt);
  EXPECT_EQ(ResponseId(View("[]")), std::nullopt);
}

TEST(PromptMessagesTest, FindsTheChosenAction) {
  const auto chosen = [](absl::string_view json) {
    return ChosenAction(View(json), {"Show", "Yes", "No"});
  };
  EXPECT_EQ(chosen(R"({"result":{"title":"Yes"}})"), 1u);
  EXPECT_EQ(chosen(R"({"result":{"title":"N\u006f","data":{"title":"Yes"}}})"), 2u);
  EXPECT_EQ(chosen(R"({"result":{"title":"Maybe"}})"), std::nullopt);
  EXPECT_EQ(chosen(R"({"result":null})"), std::nullopt);
  EXPECT_EQ(chosen(R"({"result":{"title":"Yes"},"error":{}})"), std::nullopt);
}

}  // namespace
}  // namespace telemetry::config_internal
