#include "cmd/examples/wordserver/word_server.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "cmd/examples/wordserver/word_text.h"
#include "config/prompt/consent_prompt_lsp.h"
#include "counter/counter.h"
#include "counter/labeled_counter.h"
#include "storage/json/json_view.h"
#include "storage/json/json_writer.h"

namespace telemetry::examples {
namespace {

constexpr int kMethodNotFound = -32601;
constexpr int kInvalidRequest = -32600;
constexpr size_t kMaxDocuments = 1000;

// Telemetry: what is counted. upload_config.json says which of these may leave a user's machine.
constinit Counter hovers("wordserver/requests:hover");
constinit Counter repeated_words("wordserver/repeated_words");
enum class Client { kVscode, kNeovim, kEmacs, kHelix, kOther };
constinit LabeledCounter clients("wordserver/client",
                                 {"vscode", "neovim", "emacs", "helix", "other"});

Client ClientOf(JsonView initialize) {
  const std::string name =
      initialize.Field("params").Field("clientInfo").Field("name").String().value_or("");
  if (absl::StrContains(name, "Visual Studio Code") || name == "Code - OSS" || name == "VSCodium") {
    return Client::kVscode;
  }
  if (name == "Neovim") return Client::kNeovim;
  if (name == "Eglot" || name == "emacs") return Client::kEmacs;
  return name == "helix" ? Client::kHelix : Client::kOther;
}

// `member` is a field of the response: its name, a colon and JSON.
std::string Response(JsonView id, absl::string_view member) {
  return absl::StrCat(R"({"jsonrpc":"2.0","id":)", id.text(), ",", member, "}");
}

std::string Error(JsonView id, int code, absl::string_view text) {
  JsonWriter error;
  error.BeginObject();
  error.Field("code", code);
  error.Field("message", text);
  error.EndObject();
  return Response(id, absl::StrCat("\"error\":", error.text()));
}

void WriteRange(const Word& word, JsonWriter& json) {
  json.Key("range");
  json.BeginObject();
  for (const bool is_start : {true, false}) {
    json.Key(is_start ? "start" : "end");
    json.BeginObject();
    json.Field("line", word.line);
    json.Field("character", is_start ? word.begin : word.end);
    json.EndObject();
  }
  json.EndObject();
}

std::string Diagnostics(const std::string& uri, const std::vector<Word>& repeated) {
  JsonWriter json;
  json.BeginObject();
  json.Field("jsonrpc", "2.0");
  json.Field("method", "textDocument/publishDiagnostics");
  json.Key("params");
  json.BeginObject();
  json.Field("uri", uri);
  json.Array("diagnostics", repeated, [](JsonWriter& writer, const Word& word) {
    writer.BeginObject();
    WriteRange(word, writer);
    writer.Field("severity", 2);
    writer.Field("source", "wordserver");
    writer.Field("message", absl::StrCat("\"", word.text, "\" twice in a row"));
    writer.EndObject();
  });
  json.EndObject();
  json.EndObject();
  return std::string(json.text());
}

}  // namespace

std::vector<std::string> WordServer::OnMessage(absl::string_view text) {
  const JsonView message = JsonView::Parse(text).value_or(JsonView());
  const std::optional<std::string> method = message.Field("method").String();
  const JsonView id = message.Field("id");
  // Telemetry: a response can only be to a question of the dialog, since this server asks no others.
  if (!method.has_value()) return prompt_.OnResponse(text).messages;
  // What has no id is a notification, and gets no response.
  if (*method == "initialize" && !id.missing()) return OnInitialize(message);
  // Telemetry: the commands of the dialog, and its switch.
  if (*method == "workspace/executeCommand") {
    PromptReply reply = prompt_.OnExecuteCommand(text);
    if (reply.handled) return reply.messages;
  }
  if (*method == "workspace/didChangeConfiguration") {
    return prompt_.OnConfigurationChange(text).messages;
  }
  return id.missing() ? OnNotification(*method, message) : OnRequest(*method, message);
}

std::vector<std::string> WordServer::OnInitialize(JsonView message) {
  // Telemetry: what the client can show, and what it says of telemetry.
  clients.Inc(ClientOf(message));
  facts_ = ReadClientFacts(message.text());
  return {Response(message.Field("id"),
                   R"("result":{"capabilities":{"textDocumentSync":1,"hoverProvider":true},)"
                   R"("serverInfo":{"name":"wordserver","version":"v1.0.0"}})")};
}

std::vector<std::string> WordServer::OnShutdown(JsonView message) {
  shut_down_ = true;
  // Telemetry: a question without an answer has expired.
  Messages messages = prompt_.OnShutdown().messages;
  messages.push_back(Response(message.Field("id"), "\"result\":null"));
  return messages;
}

std::vector<std::string> WordServer::OnRequest(const std::string& method, JsonView message) {
  const JsonView id = message.Field("id");
  if (shut_down_) return {Error(id, kInvalidRequest, "the server is shut down")};
  if (method == "shutdown") return OnShutdown(message);
  if (method != "textDocument/hover") return {Error(id, kMethodNotFound, method)};
  hovers.Inc();
  return {Response(id, absl::StrCat("\"result\":", Hover(message.Field("params"))))};
}

std::vector<std::string> WordServer::OnNotification(const std::string& method, JsonView message) {
  const JsonView params = message.Field("params");
  const JsonView document = params.Field("textDocument");
  const std::string uri = document.Field("uri").String().value_or("");
  Messages messages;
  if (method == "initialized") {
    // Telemetry: asks if it is time to.
    messages = prompt_.OnInitialized(facts_).messages;
  } else if (method == "textDocument/didOpen") {
    messages = OnText(uri, document.Field("text").String().value_or(""));
  } else if (method == "textDocument/didChange") {
    params.Field("contentChanges").ForEachElement([&](JsonView change) {
      messages = OnText(uri, change.Field("text").String().value_or(""));
      return true;
    });
  } else if (method == "textDocument/didClose") {
    documents_.erase(uri);
    messages = {Diagnostics(uri, {})};
  } else if (method == "exit") {
    exited_ = true;
    OnEnd();
  }
  return messages;
}

std::vector<std::string> WordServer::OnText(const std::string& uri, const std::string& text) {
  if (documents_.size() >= kMaxDocuments && documents_.count(uri) == 0) return {};
  const WordText& words = documents_.insert_or_assign(uri, WordText(text)).first->second;
  const std::vector<Word> repeated = words.RepeatedWords();
  repeated_words.Add(repeated.size());
  return {Diagnostics(uri, repeated)};
}

std::string WordServer::Hover(JsonView params) const {
  const auto found =
      documents_.find(params.Field("textDocument").Field("uri").String().value_or(""));
  if (found == documents_.end()) return "null";
  const WordText& words = found->second;
  const JsonView position = params.Field("position");
  const Word* word = words.WordAt(position.Field("line").Int64().value_or(-1),
                                  position.Field("character").Int64().value_or(-1));
  if (word == nullptr) return "null";
  JsonWriter json;
  json.BeginObject();
  json.Key("contents");
  json.BeginObject();
  json.Field("kind", "plaintext");
  json.Field("value", absl::StrCat("\"", word->text, "\": ", words.Count(word->text), " of ",
                                   words.size(), " words"));
  json.EndObject();
  WriteRange(*word, json);
  json.EndObject();
  return std::string(json.text());
}

void WordServer::OnEnd() {
  // Telemetry: the same as at a shutdown, if there was none.
  if (!shut_down_) prompt_.OnShutdown();
}

}  // namespace telemetry::examples
