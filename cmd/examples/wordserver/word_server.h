// A language server for plain text: hovering over a word says how often it occurs, and a word that
// is there twice in a row gets a warning.
//
//   WordServer server({.tool = "wordserver", .collector = "telemetry.example.com"});
//   for (const std::string& message : server.OnMessage(text)) WriteMessage(STDOUT_FILENO, message);
//
// Not thread-safe. What it does for telemetry is marked in the source; the rest is an ordinary
// server.

#ifndef CMD_EXAMPLES_WORDSERVER_WORD_SERVER_H_
#define CMD_EXAMPLES_WORDSERVER_WORD_SERVER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "cmd/examples/wordserver/word_text.h"
#include "config/prompt/consent_prompt_lsp.h"
#include "storage/json/json_view.h"

namespace telemetry::examples {

class WordServer {
 public:
  explicit WordServer(ConsentPromptLspOptions prompt) : prompt_(std::move(prompt)) {}

  // Handles a message of the client, and returns those for it, in order. What is no message is
  // ignored.
  std::vector<std::string> OnMessage(absl::string_view text);

  // Call it at the end of the input.
  void OnEnd();

  // Whether the client has sent `exit`, and whether it sent `shutdown` before, as it should.
  bool exited() const { return exited_; }
  bool was_shut_down() const { return shut_down_; }

 private:
  using Messages = std::vector<std::string>;

  Messages OnInitialize(JsonView message);
  Messages OnShutdown(JsonView message);
  Messages OnRequest(const std::string& method, JsonView message);
  Messages OnNotification(const std::string& method, JsonView message);
  // The document at `uri` has this text now.
  Messages OnText(const std::string& uri, const std::string& text);
  std::string Hover(JsonView params) const;

  ConsentPromptLsp prompt_;
  ClientFacts facts_;
  std::map<std::string, WordText> documents_;
  bool shut_down_ = false;
  bool exited_ = false;
};

}  // namespace telemetry::examples

#endif  // CMD_EXAMPLES_WORDSERVER_WORD_SERVER_H_
