#include "cmd/internal/now_option.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace telemetry::cmd {

void AddNowOption(Command& command, std::optional<absl::Time>& now) {
  command
      .AddOption(
          "--now",
          [&now](const std::string& text) -> std::string {
            absl::Time time;
            if (!absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) {
              return absl::StrCat("\"", text, "\" is not an RFC 3339 time");
            }
            now = time;
            return "";
          },
          "Pretend that it is now T (RFC 3339, such as\n2026-11-25T00:00:00Z)")
      .Value("T");
}

}  // namespace telemetry::cmd
