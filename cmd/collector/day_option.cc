#include "cmd/collector/day_option.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cmd/internal/command.h"
#include "storage/civil_day.h"

namespace telemetry::collector {

void AddDayOption(cmd::Command& command, const std::string& name, const std::string& description,
                  absl::CivilDay& day) {
  command
      .AddOption(
          name,
          [&day](const std::string& text) -> std::string {
            const std::optional<absl::CivilDay> parsed = ParseCivilDay(text);
            if (!parsed.has_value()) {
              return absl::StrCat("\"", text, "\" is not a date such as 2026-11-18");
            }
            day = *parsed;
            return "";
          },
          description)
      .Value("YYYY-MM-DD")
      .Required();
}

}  // namespace telemetry::collector
