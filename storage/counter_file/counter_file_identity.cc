#include "storage/counter_file/counter_file_identity.h"

#include <string>

#include "storage/day_number.h"

namespace telemetry {
namespace {

void AppendLine(std::string& text, absl::string_view key, absl::string_view value,
                absl::string_view value_end = "") {
  for (const absl::string_view piece :
       {key, absl::string_view(": "), value, value_end, absl::string_view("\n")}) {
    text.append(piece.data(), piece.size());
  }
}

}  // namespace

std::string EncodeMetadata(const CounterFileIdentity& identity) {
  constexpr absl::string_view kMidnight = "T00:00:00Z";
  std::string text;
  AppendLine(text, "TimeBegin", FormatDay(identity.begin_day), kMidnight);
  AppendLine(text, "TimeEnd", FormatDay(identity.end_day), kMidnight);
  AppendLine(text, "Program", identity.program);
  AppendLine(text, "Version", identity.version);
  AppendLine(text, "GoVersion", identity.go_version);
  AppendLine(text, "GOOS", identity.goos);
  AppendLine(text, "GOARCH", identity.goarch);
  text.push_back('\n');
  return text;
}

}  // namespace telemetry
