#include "cmd/gotelemetry/options.h"

#include <memory>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "config/consent.h"

namespace telemetry::cmd {
namespace {

std::optional<absl::Time> ParseRfc3339(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return std::nullopt;
  return time;
}

}  // namespace

std::shared_ptr<std::string> AddConfigOption(CLI::App& command, const char* default_config) {
  const auto path = std::make_shared<std::string>();
  command
      .add_option("--config", *path, absl::StrCat("Upload config (default: ", default_config, ")"))
      ->option_text("FILE");
  return path;
}

std::shared_ptr<std::string> AddCollectorOption(CLI::App& command, const char* description) {
  const auto address = std::make_shared<std::string>();
  command.add_option("--collector", *address, description)
      ->option_text("HOST:PORT")
      ->check([](const std::string& text) {
        return std::string(ValidateCollectorAddress(text).message());
      });
  return address;
}

std::shared_ptr<std::optional<absl::Time>> AddNowOption(CLI::App& command) {
  const auto now = std::make_shared<std::optional<absl::Time>>();
  command
      .add_option_function<std::string>(
          "--now", [now](const std::string& text) { *now = ParseRfc3339(text); },
          "Pretend that it is now T (RFC 3339, such as\n2026-11-25T00:00:00Z)")
      ->option_text("T")
      ->check([](const std::string& text) {
        return ParseRfc3339(text).has_value()
                   ? std::string()
                   : absl::StrCat("\"", text, "\" is not an RFC 3339 time");
      });
  return now;
}

}  // namespace telemetry::cmd
