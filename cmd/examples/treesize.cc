// treesize: the least that a tool needs in order to count, and another vendor's than wordcount.

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>

#include "CLI/CLI.hpp"
#include "cmd/examples/example_options.h"
#include "counter/bucketed_counter.h"
#include "counter/counter.h"
#include "counter/open.h"

namespace telemetry::examples {
namespace {

constinit Counter runs("treesize/runs");
constinit BucketedCounter tree_size("treesize/files", {uint64_t{100}, uint64_t{10000}},
                                    {"<100", "<10000", ">=10000"});

uint64_t CountFilesBelow(const std::string& folder, std::error_code& error) {
  uint64_t files = 0;
  std::filesystem::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::recursive_directory_iterator();
       entry.increment(error)) {
    files += entry->is_regular_file(error);
  }
  return files;
}

int Main(int argc, char** argv) {
  CLI::App app("Counts the files below a folder", "treesize");
  std::string folder = ".";
  app.add_option("FOLDER", folder, "Where to count")->option_text(" ");
  const auto options = AddExampleOptions(app, "stats.example.org");
  CLI11_PARSE(app, argc, argv);

  (void)Open({.program = "example.org/treesize",
              .version = "v2.1.0",
              .collector = options->collector,
              .clock = ExampleClock});
  runs.Inc();

  std::error_code error;
  const uint64_t files = CountFilesBelow(folder, error);
  if (error) {
    std::cerr << "treesize: " << folder << ": " << error.message() << '\n';
    return 1;
  }
  tree_size.Inc(files);
  std::cout << files << '\t' << folder << '\n';
  return 0;
}

}  // namespace
}  // namespace telemetry::examples

int main(int argc, char** argv) { return telemetry::examples::Main(argc, argv); }
