#include "cmd/collector/config/config_options.h"

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/internal/command.h"
#include "storage/civil_day.h"

namespace telemetry::collector {
namespace {

// Longer periods are a mistake, and could not be added to a day.
constexpr int64_t kMaxDays = 100'000;

}  // namespace

void AddFileArgument(cmd::Command& command, const std::string& name, const std::string& description,
                     std::string& path) {
  command.AddOption(name, path, description).Required();
}

void AddAgainstOption(cmd::Command& command, std::string& path) {
  command.AddOption("--against", path, "The records as they were approved before").File("OLD");
}

void AddDateOption(cmd::Command& command, const std::string& description,
                   std::optional<absl::CivilDay>& day) {
  command
      .AddOption(
          "--date",
          [&day](const std::string& text) -> std::string {
            const std::optional<absl::CivilDay> parsed = ParseCivilDay(text);
            if (!parsed.has_value()) {
              return absl::StrCat("\"", text, "\" is not a date such as 2026-11-18");
            }
            day = *parsed;
            return "";
          },
          description)
      .Value("YYYY-MM-DD");
}

void AddJsonOption(cmd::Command& command, bool& json) {
  command.AddFlag("--json", json, "Print JSON");
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
