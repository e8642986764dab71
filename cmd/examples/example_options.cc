#include "cmd/examples/example_options.h"

#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace telemetry::examples {
namespace {

// A clock is a function without arguments, so what it tells is a global.
absl::Time pretended_now = absl::InfinitePast();

void PretendItIs(const std::string& time) {
  if (!absl::ParseTime(absl::RFC3339_full, time, &pretended_now, nullptr)) {
    throw CLI::ValidationError("--now", time + " is not a time such as 2026-11-22T12:00:00Z");
  }
}

}  // namespace

std::shared_ptr<const ExampleOptions> AddExampleOptions(CLI::App& app,
                                                        const std::string& collector) {
  const auto options = std::make_shared<ExampleOptions>();
  options->collector = collector;
  app.add_option("--collector", options->collector,
                 "Count for this collector instead of " + collector)
      ->option_text("C");
  app.add_option_function<std::string>("--now", PretendItIs, "Pretend that it is now T (RFC 3339)")
      ->option_text("T");
  return options;
}

absl::Time ExampleClock() {
  return pretended_now == absl::InfinitePast() ? absl::Now() : pretended_now;
}

}  // namespace telemetry::examples
