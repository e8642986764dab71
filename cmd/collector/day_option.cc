#include "cmd/collector/day_option.h"

#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "storage/civil_day.h"

namespace telemetry::collector {

void AddDayOption(CLI::App& command, const std::string& name, const std::string& description,
                  absl::CivilDay& day) {
  command
      .add_option_function<std::string>(
          name, [&day](const std::string& text) { day = ParseCivilDay(text).value_or(day); },
          description)
      ->option_text("YYYY-MM-DD")
      ->required()
      ->check([](const std::string& text) {
        return ParseCivilDay(text).has_value()
                   ? std::string()
                   : absl::StrCat("\"", text, "\" is not a date such as 2026-11-18");
      });
}

}  // namespace telemetry::collector
