// wordcount: a small tool that counts what happens in it.
//
// Read the first lines of each section; the rest is an ordinary program.

#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/examples/example_options.h"
#include "cmd/examples/word_count.h"
#include "counter/bucketed_counter.h"
#include "counter/counter.h"
#include "counter/labeled_counter.h"
#include "counter/start.h"

namespace telemetry::examples {
namespace {

// The counters. A name is a chart, or a chart and a bucket; cmd/examples/upload_config.json says
// which of these may leave a user's machine.
constinit Counter runs("wordcount/runs");
constinit Counter lines_counted("wordcount/lines");
constinit Counter read_errors("wordcount/errors:read");
constinit Counter open_errors("wordcount/errors:open");

enum class Input { kFile, kStdin };
constinit LabeledCounter inputs("wordcount/input", {"file", "stdin"});

constinit BucketedCounter latency("wordcount/latency",
                                  {absl::Milliseconds(1), absl::Milliseconds(10),
                                   absl::Milliseconds(100), absl::Seconds(1)},
                                  {"<1ms", "<10ms", "<100ms", "<1s", ">=1s"});

constinit BucketedCounter file_size("wordcount/size", {uint64_t{1} << 10, uint64_t{1} << 20},
                                    {"<1KiB", "<1MiB", ">=1MiB"});

// Who this tool's counts are for. A user consents to this collector by this name, or does not.
constexpr char kCollector[] = "telemetry.example.com";

void Print(const WordCount& count, const std::string& name) {
  std::cout << count.lines << '\t' << count.words << '\t' << count.bytes << '\t' << name << '\n';
}

// Counts the words of one input, with telemetry about it. Returns false if it cannot be read.
bool CountInput(std::istream& input, const std::string& name, WordCount& total) {
  const absl::Time start = absl::Now();
  const WordCount count = CountWords(input);
  latency.Inc(absl::Now() - start);
  file_size.Inc(count.bytes);
  lines_counted.Add(count.lines);
  if (input.bad()) {
    read_errors.Inc();
    std::cerr << "wordcount: " << name << ": cannot be read\n";
    return false;
  }
  Print(count, name);
  total += count;
  return true;
}

bool CountFile(const std::string& path, WordCount& total) {
  inputs.Inc(Input::kFile);
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) {
    open_errors.Inc();
    std::cerr << "wordcount: " << path << ": cannot be opened\n";
    return false;
  }
  return CountInput(file, path, total);
}

bool CountFiles(const std::vector<std::string>& paths) {
  WordCount total;
  bool all_counted = true;
  for (const std::string& path : paths) all_counted &= CountFile(path, total);
  if (paths.size() > 1) Print(total, "total");
  return all_counted;
}

bool CountStdin() {
  inputs.Inc(Input::kStdin);
  WordCount total;
  return CountInput(std::cin, "-", total);
}

// For `--crash`: shows what is counted of a crash.
[[gnu::noipa]] void CrashOnPurpose(volatile int* nowhere) {
  *nowhere = 1;
  std::cerr << "wordcount: wrote to address 0 and lives\n";
}

int Main(int argc, char** argv) {
  CLI::App app("Counts the lines, words and bytes of files, or of standard input", "wordcount");
  std::vector<std::string> paths;
  app.add_option("FILE", paths, "What to count")->option_text(" ");
  const auto options = AddExampleOptions(app, kCollector);
  bool crash = false;
  app.add_flag("--crash", crash, "Crash instead");
  CLI11_PARSE(app, argc, argv);

  // The only call that telemetry needs. The program works the same if it fails.
  (void)Start({.program = "example.com/wordcount",
               .version = "v1.0.0",
               .collector = options->collector,
               .clock = ExampleClock,
               .count_crashes = true});
  runs.Inc();

  if (crash) CrashOnPurpose(nullptr);
  return (paths.empty() ? CountStdin() : CountFiles(paths)) ? 0 : 1;
}

}  // namespace
}  // namespace telemetry::examples

int main(int argc, char** argv) { return telemetry::examples::Main(argc, argv); }
