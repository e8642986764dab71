#include "config/approval/finding.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

absl::string_view SeverityName(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}

}  // namespace

std::string FormatFinding(absl::string_view file, const Finding& finding) {
  return absl::StrCat(file, ":", finding.line, ": ", SeverityName(finding.severity), ": ",
                      finding.name, ": ", finding.text);
}

std::string FindingsToJson(absl::string_view file, const std::vector<Finding>& findings) {
  JsonWriter json(" ");
  json.BeginObject();
  json.Key("Findings");
  json.BeginArray();
  for (const Finding& finding : findings) {
    json.BeginObject();
    json.Key("File");
    json.String(file);
    json.Key("Line");
    json.Int(finding.line);
    json.Key("Severity");
    json.String(SeverityName(finding.severity));
    json.Key("Name");
    json.String(finding.name);
    json.Key("Text");
    json.String(finding.text);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return std::move(json).Take();
}

Finding FindingOfError(absl::string_view message, absl::string_view file) {
  Finding finding{1, Severity::kError, "INVALID", std::string(message)};
  absl::string_view rest = message;
  if (!absl::ConsumePrefix(&rest, file) || !absl::ConsumePrefix(&rest, ":")) return finding;
  const size_t colon = std::min(rest.find(':'), rest.size());
  int line = 0;
  if (colon < rest.size() && absl::SimpleAtoi(rest.substr(0, colon), &line)) {
    finding.line = line;
    rest.remove_prefix(colon + 1);
  }
  finding.text = std::string(absl::StripAsciiWhitespace(rest));
  return finding;
}

bool HasError(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kError; });
}

void SortByLine(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
}

}  // namespace telemetry
