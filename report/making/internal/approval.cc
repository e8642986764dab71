#include "report/making/internal/approval.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/civil_day.h"
#include "storage/json/utf8.h"

namespace telemetry::report_internal {

std::string Shortened(absl::string_view text) {
  size_t length = 0;
  while (length < text.size()) {
    const size_t sequence = std::max<size_t>(Utf8SequenceLength(text.substr(length)), 1);
    if (length + sequence > kMaxQuotedBytes) break;
    length += sequence;
  }
  std::string result = ReplaceInvalidUtf8(text.substr(0, length));
  if (length < text.size()) result += "...";
  return result;
}

std::string Quoted(absl::string_view value) {
  return absl::StrCat("\"", absl::Utf8SafeCEscape(Shortened(value)), "\"");
}

std::string NotInConfig(absl::string_view what, absl::string_view value) {
  return absl::StrCat(what, " ", Quoted(value), " is not in the config");
}

std::string WhyNotApproved(absl::string_view what, absl::string_view name, const Approval* approval,
                           absl::CivilDay day) {
  if (approval == nullptr) return NotInConfig(what, name);
  if (!approval->IsExpired(day)) return "";
  return absl::StrCat("the approval of ", what, " ", Quoted(name), " ended on ",
                      FormatCivilDay(approval->expires));
}

std::string WhyNotProgram(const v1::ProgramReport& entry, const ApprovedCounters& approved,
                          const ApprovedProgram* program) {
  if (!approved.HasGoVersion(entry.go_version())) {
    return NotInConfig("GoVersion", entry.go_version());
  }
  if (program == nullptr) return NotInConfig("program", entry.program());
  if (!program->HasVersion(entry.version())) return NotInConfig("version", entry.version());
  return "";
}

}  // namespace telemetry::report_internal
