#include "config/approval/internal/json_lines.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace telemetry::config_internal {
namespace {

// The offset behind the string that begins at `begin` with a quotation mark.
size_t EndOfString(absl::string_view json, size_t begin) {
  for (size_t i = begin + 1; i < json.size(); ++i) {
    if (json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      return i + 1;
    }
  }
  return json.size();
}

bool IsKey(absl::string_view json, size_t end_of_string) {
  while (end_of_string < json.size() && absl::ascii_isspace(json[end_of_string])) ++end_of_string;
  return end_of_string < json.size() && json[end_of_string] == ':';
}

bool IsInLiteral(char c) { return absl::ascii_isalnum(c) || c == '-' || c == '+' || c == '.'; }

}  // namespace

std::vector<int> JsonValueLines(absl::string_view json) {
  std::vector<int> lines;
  int line = 1;
  for (size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '\n') ++line;
    if (c == '"') {
      const size_t end = EndOfString(json, i);
      if (!IsKey(json, end)) lines.push_back(line);
      i = end;
    } else if (IsInLiteral(c)) {
      lines.push_back(line);
      while (i < json.size() && IsInLiteral(json[i])) ++i;
    } else {
      if (c == '{' || c == '[') lines.push_back(line);
      ++i;
    }
  }
  return lines;
}

int LineAt(absl::string_view text, size_t offset) {
  const absl::string_view before = text.substr(0, offset);
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace telemetry::config_internal
