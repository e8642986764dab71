// A tool that counts on a day that the test chooses:
//
//   counting_tool ROOT COLLECTOR PROGRAM DATE [NAME=TIMES]... [stack]...
//
// Counts in the telemetry root ROOT for COLLECTOR, as PROGRAM v1.0.0: each counter NAME that many
// times from four threads, and for each "stack" the stack counter tool/stack. Exit status 1 if
// nothing could be counted.

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "counter/counter.h"
#include "counter/named_counter.h"
#include "counter/open.h"
#include "counter/stack_counter.h"

namespace {

constexpr int kThreads = 4;

telemetry::StackCounter stacks("tool/stack", 8);

// A global, because Open() takes a plain function as its clock.
absl::Time& Now() {
  static absl::Time now;
  return now;
}

void Count(telemetry::Counter& counter, int times) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&counter, times, thread] {
      for (int i = thread; i < times; i += kThreads) counter.Inc();
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

int main(int argc, char** argv) {
  absl::CivilDay day;
  if (argc < 5 || !absl::ParseCivilTime(argv[4], &day)) return 2;
  Now() = absl::FromCivil(day, absl::UTCTimeZone());
  const telemetry::OpenResult opened = telemetry::Open({.program = argv[3],
                                                        .version = "v1.0.0",
                                                        .collector = argv[2],
                                                        .telemetry_dir = argv[1],
                                                        .clock = [] { return Now(); }});
  for (int i = 5; i < argc; ++i) {
    if (absl::string_view(argv[i]) == "stack") {
      stacks.Inc();
      continue;
    }
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(argv[i], absl::MaxSplits('=', 1));
    int times = 0;
    if (!absl::SimpleAtoi(parts.second, &times)) return 2;
    Count(telemetry::FindOrCreateCounter(parts.first), times);
  }
  return opened.counting ? 0 : 1;
}
