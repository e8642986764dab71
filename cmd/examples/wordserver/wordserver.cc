// wordserver: a small language server that counts what happens in it, and that asks its user in the
// editor whether these counts may be uploaded.

#include <signal.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/string_view.h"
#include "cmd/examples/example_options.h"
#include "cmd/examples/wordserver/message_stream.h"
#include "cmd/examples/wordserver/word_server.h"
#include "config/prompt/consent_prompt_lsp.h"
#include "counter/named_counter.h"
#include "counter/start.h"

namespace telemetry::examples {
namespace {

constexpr char kCollector[] = "telemetry.example.com";

// What the collector approves, as it was when this was built.
constexpr char kUploadConfig[] =
#include "cmd/examples/wordserver/upload_config.inc"
    ;

// Reads messages until the end. Returns the exit status that the protocol demands.
int Serve(WordServer& server) {
  // A client that is gone must not end the server before it has put everything in order.
  signal(SIGPIPE, SIG_IGN);
  MessageReader reader(STDIN_FILENO);
  while (!server.exited()) {
    const std::optional<std::string> message = reader.Next();
    if (!message.has_value()) break;
    for (const std::string& reply : server.OnMessage(*message)) {
      if (!WriteMessage(STDOUT_FILENO, reply)) break;
    }
  }
  if (!server.exited()) server.OnEnd();
  return server.was_shut_down() ? 0 : 1;
}

int Main(int argc, char** argv) {
  CLI::App app("A language server for plain text, on standard input and output", "wordserver");
  const auto options = AddExampleOptions(app, kCollector);
  double percent_asked = 1;
  app.add_option("--percent-asked", percent_asked, "Ask P of 100 users for consent (default: 1)")
      ->option_text("P")
      ->check(CLI::Range(0.0, 100.0));
  bool stdio = false;
  app.add_flag("--stdio", stdio, "Does nothing; some editors add it");
  CLI11_PARSE(app, argc, argv);

  (void)Start({.program = "example.com/wordserver",
               .version = "v1.0.0",
               .collector = options->collector,
               .rotate = true,
               .clock = ExampleClock,
               .count_crashes = true});
  WordServer server(
      {.tool = "wordserver",
       .collector = options->collector,
       .policy = {.per_mille_asked = static_cast<int>(std::lround(percent_asked * 10))},
       .upload_config = kUploadConfig,
       .count = [](absl::string_view name, uint64_t n) { FindOrCreateCounter(name).Add(n); },
       .editor_counter_prefix = "wordserver/editor/",
       .clock = ExampleClock});
  return Serve(server);
}

}  // namespace
}  // namespace telemetry::examples

int main(int argc, char** argv) { return telemetry::examples::Main(argc, argv); }
