#include "storage/counter_file/counter_file_identity.h"

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "storage/counter_file/program_build.h"
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
  const auto texts = identity.build.Texts();
  for (size_t i = 0; i < texts.size(); ++i) AppendLine(text, kProgramBuildKeys[i], texts[i]);
  text.push_back('\n');
  return text;
}

}  // namespace telemetry
