#include "cmd/collector/config/config_options.h"

#include <cstdint>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "storage/civil_day.h"
#include "storage/directory/path.h"

namespace telemetry::collector {
namespace {

// Longer periods are a mistake, and could not be added to a day.
constexpr int64_t kMaxDays = 100'000;

}  // namespace

void AddFileArgument(CLI::App& command, const std::string& name, const std::string& description,
                     std::string& path) {
  command.add_option(name, path, description)->option_text(" ")->required();
}

void AddDataDirOption(CLI::App& command, std::string& data_dir) {
  command.add_option("--data-dir", data_dir, "Data directory of a collector")
      ->option_text("DIR")
      ->check([](const std::string& dir) { return std::string(WhyNoPath(dir)); })
      ->required();
}

void AddAgainstOption(CLI::App& command, std::string& path) {
  command.add_option("--against", path, "The records as they were approved before")
      ->option_text("OLD");
}

void AddDateOption(CLI::App& command, const std::string& description,
                   std::optional<absl::CivilDay>& day) {
  command
      .add_option_function<std::string>(
          "--date", [&day](const std::string& text) { day = ParseCivilDay(text); }, description)
      ->option_text("YYYY-MM-DD")
      ->check([](const std::string& text) {
        return ParseCivilDay(text).has_value()
                   ? std::string()
                   : absl::StrCat("\"", text, "\" is not a date such as 2026-11-18");
      });
}

void AddJsonOption(CLI::App& command, bool& json) {
  command.add_flag("--json", json, "Print JSON");
}

std::optional<int64_t> ParseDays(const std::string& text) {
  int64_t days = 0;
  if (!absl::SimpleAtoi(absl::StripSuffix(text, "d"), &days) || days < 0 || days > kMaxDays) {
    return std::nullopt;
  }
  return days;
}

absl::CivilDay Today() { return absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()); }

}  // namespace telemetry::collector
