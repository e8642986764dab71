// A server that counts the lines it reads, in two versions: one of them has the dialog about consent.
// footprint_test.py measures the difference.

#include <cstdint>
#include <cstdio>
#include <cstring>

#include "counter/counter.h"
#include "counter/named_counter.h"
#include "counter/open.h"
#ifdef WITH_PROMPT
#include "config/prompt/consent_prompt_lsp.h"
#endif

namespace {

constinit telemetry::Counter lines("line_server/lines");

}  // namespace

int main() {
  (void)telemetry::Open({.program = "example.com/line_server",
                         .version = "v1.0.0",
                         .collector = "telemetry.example.com"});
  telemetry::FindOrCreateCounter("line_server/starts").Inc();
#ifdef WITH_PROMPT
  telemetry::ConsentPromptLsp prompt(
      {.tool = "line_server",
       .collector = "telemetry.example.com",
       .count = [](absl::string_view name,
                   uint64_t n) { telemetry::FindOrCreateCounter(name).Add(n); },
       .editor_counter_prefix = "line_server/editor/"});
  const auto send = [](const telemetry::PromptReply& reply) {
    for (const auto& message : reply.messages) std::puts(message.c_str());
  };
  send(prompt.OnInitialized({}));
#endif
  static char line[65536];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    lines.Inc();
#ifdef WITH_PROMPT
    const absl::string_view text(line, std::strlen(line));
    send(prompt.OnResponse(text));
    send(prompt.OnExecuteCommand(text));
    send(prompt.OnConfigurationChange(text));
#endif
  }
#ifdef WITH_PROMPT
  send(prompt.OnShutdown());
#endif
  return 0;
}
