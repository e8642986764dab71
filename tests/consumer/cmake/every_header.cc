// Uses each header that the library installs, and links what is behind it.

#include <cstdio>
#include <string>

#include "absl/flags/flag.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/prompt/consent_prompt.h"
#include "config/prompt/consent_prompt_lsp.h"
#include "config/prompt/prompt_texts.h"
#include "counter/bucketed_counter.h"
#include "counter/counter.h"
#include "counter/counter_batch.h"
#include "counter/flag_usage.h"
#include "counter/labeled_counter.h"
#include "counter/named_counter.h"
#include "counter/open.h"
#include "counter/program_info.h"
#include "counter/rotation.h"
#include "counter/stack_counter.h"
#include "counter/start.h"

ABSL_FLAG(bool, color, false, "a flag to be counted");

namespace {

telemetry::Counter runs("every/run");
telemetry::StackCounter bugs("every/bug", 8);
telemetry::Counter batched("every/batched");
constinit telemetry::LabeledCounter kinds("every/kind", {"a", "b"});
constinit telemetry::BucketedCounter latency("every/latency", {absl::Milliseconds(10)},
                                             {"<10ms", ">=10ms"});

}  // namespace

int main(int argc, char* argv[]) {
  const telemetry::OpenResult opened = telemetry::Start({.program = "example.com/every",
                                                         .version = "v1.0.0",
                                                         .collector = "telemetry.example.com",
                                                         .count_crashes = true});
  runs.Inc();
  bugs.Inc();
  telemetry::FindOrCreateCounter("every/named").Add(2);
  telemetry::CounterBatch(batched).Add(3);
  kinds.Inc(1);
  latency.Inc(absl::Milliseconds(20));
  telemetry::CountFlagUsage("every/flag", argc, argv);
  telemetry::ConsentPromptLsp prompt({.tool = "every", .collector = "telemetry.example.com"});
  const bool handled = prompt.OnResponse(R"({"jsonrpc":"2.0","id":1,"result":null})").handled;
  if (argc > 1 && absl::string_view(argv[1]) == "--crash") __builtin_trap();
  (void)telemetry::Rotate();
  std::printf("counting: %d, handled: %d, %s\n", static_cast<int>(opened.counting),
              static_cast<int>(handled), std::string(telemetry::Goos()).c_str());
}
