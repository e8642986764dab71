#include "cmd/examples/example_options.h"

#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace telemetry::examples {
namespace {

// What "--collector" is after parsing these arguments.
std::string CollectorAfter(const std::string& arguments) {
  CLI::App app;
  const std::shared_ptr<const ExampleOptions> options =
      AddExampleOptions(app, "telemetry.example.com");
  app.parse(arguments);
  return options->collector;
}

TEST(ExampleOptionsTest, CountsForTheToolsOwnCollectorUnlessAnotherIsNamed) {
  EXPECT_EQ(CollectorAfter(""), "telemetry.example.com");
  EXPECT_EQ(CollectorAfter("--collector localhost:8443"), "localhost:8443");
}

TEST(ExampleOptionsTest, RefusesWhatIsNoTime) {
  EXPECT_THROW(CollectorAfter("--now tomorrow"), CLI::ValidationError);
}

TEST(ExampleClockTest, IsTheSystemsUntilAnotherTimeIsNamed) {
  EXPECT_LT(absl::AbsDuration(ExampleClock() - absl::Now()), absl::Minutes(1));
  CollectorAfter("--now 2026-11-22T12:00:00Z");
  EXPECT_EQ(ExampleClock(), absl::FromUnixSeconds(1795348800));
}

}  // namespace
}  // namespace telemetry::examples
