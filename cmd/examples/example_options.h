// What the example tools have beside their own options: another collector and another time, to try
// telemetry out on one machine today. A real tool has neither: it names its collector in its code.
//
//   const auto options = AddExampleOptions(app, "telemetry.example.com");
//   CLI11_PARSE(app, argc, argv);
//   (void)Start({.program = kProgram, .collector = options->collector, .clock = ExampleClock});

#ifndef CMD_EXAMPLES_EXAMPLE_OPTIONS_H_
#define CMD_EXAMPLES_EXAMPLE_OPTIONS_H_

#include <memory>
#include <string>

#include "absl/time/time.h"

namespace CLI {
class App;
}

namespace telemetry::examples {

struct ExampleOptions {
  std::string collector;
};

// Adds `--collector C`, by default `collector`, and `--now T`. Parsing fails if T is not RFC 3339.
std::shared_ptr<const ExampleOptions> AddExampleOptions(CLI::App& app,
                                                        const std::string& collector);

// The time that `--now` has set, else the present. Thread-safe after parsing.
absl::Time ExampleClock();

}  // namespace telemetry::examples

#endif  // CMD_EXAMPLES_EXAMPLE_OPTIONS_H_
