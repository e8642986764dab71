// A tool that opens telemetry once, counts once, and says by its exit status what Open() told it:
//
//   opener ROOT COLLECTOR
//
// 7: it counts. 8: it does not. It makes no system calls of its own, which could fail.

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "counter/counter.h"
#include "counter/open.h"
#include "counter/open_options.h"

namespace {

constinit telemetry::Counter opened("opener/opened");

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const telemetry::OpenResult result =
      telemetry::Open({.program = "example.com/opener",
                       .version = "v1.0.0",
                       .collector = argv[2],
                       .telemetry_dir = argv[1],
                       .clock = [] { return absl::FromUnixSeconds(1'793'880'000); }});
  opened.Inc();
  return result.counting ? 7 : 8;
}
