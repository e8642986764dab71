#include "report/stacks/stack_claims.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "config/version/semver.h"
#include "storage/json/json_document.h"

namespace telemetry {
namespace {

constexpr absl::string_view kMarker = "#!stacks";
constexpr absl::string_view kFixedIn = "Fixed in:";

// Removes the first line from `text` and returns it without its line feed.
absl::string_view TakeLine(absl::string_view& text) {
  const size_t end = text.find('\n');
  const absl::string_view line = text.substr(0, end);
  text.remove_prefix(end == absl::string_view::npos ? text.size() : end + 1);
  return line;
}

bool IsBlank(absl::string_view line) { return absl::StripAsciiWhitespace(line).empty(); }

void SkipBlankLines(absl::string_view& text) {
  for (absl::string_view rest = text; !rest.empty() && IsBlank(TakeLine(rest));) text = rest;
}

bool IsIndented(absl::string_view line) {
  return absl::StartsWith(line, "\t") || absl::StartsWith(line, "    ");
}

// The block of code that `text` begins with, between fences of three or more backticks, or indented;
// empty if it begins otherwise, or if the closing fence is missing.
absl::string_view FirstCodeBlock(absl::string_view text) {
  absl::string_view rest = text;
  const absl::string_view first = TakeLine(rest);
  const size_t fence_size = std::min(first.find_first_not_of('`'), first.size());
  if (fence_size >= 3) {
    const absl::string_view begin = rest;
    while (!rest.empty()) {
      const absl::string_view before = rest;
      const absl::string_view line = TakeLine(rest);
      const size_t backticks = std::min(line.find_first_not_of('`'), line.size());
      if (backticks >= fence_size && IsBlank(line.substr(backticks))) {
        return begin.substr(0, begin.size() - before.size());
      }
    }
    return "";
  }
  rest = text;
  while (!rest.empty()) {
    absl::string_view after = rest;
    if (!IsIndented(TakeLine(after))) break;
    rest = after;
  }
  return text.substr(0, text.size() - rest.size());
}

// The predicate at the start of a text, which may be empty; nothing if there is none.
std::optional<absl::string_view> PredicateOf(absl::string_view text) {
  SkipBlankLines(text);
  absl::string_view block = FirstCodeBlock(text);
  if (absl::StripAsciiWhitespace(TakeLine(block)) != kMarker) return std::nullopt;
  return block;
}

// "go1.24" and "Go1.24" as the semantic versions that they are compared as.
std::string Semver(absl::string_view version) {
  if (absl::ConsumePrefix(&version, "go") || absl::ConsumePrefix(&version, "Go")) {
    return absl::StrCat("v", version);
  }
  return std::string(version);
}

// The fix that a milestone stands for.
std::optional<StackFix> FixOfMilestone(absl::string_view title) {
  if (absl::StartsWith(title, "Go")) {
    if (!IsValidSemver(Semver(title))) return std::nullopt;
    return StackFix{.program = "cmd/compile", .version = Semver(title)};
  }
  const size_t slash = title.rfind('/');
  if (slash == absl::string_view::npos) {
    if (!IsValidSemver(title)) return std::nullopt;
    return StackFix{.program = "", .version = std::string(title)};
  }
  const absl::string_view version = title.substr(slash + 1);
  if (slash == 0 || !absl::StartsWith(version, "v")) return std::nullopt;
  return StackFix{.program = std::string(title.substr(0, slash)), .version = std::string(version)};
}

// The fix that the first line `Fixed in:` names. INVALID_ARGUMENT if its version is none.
absl::StatusOr<std::optional<StackFix>> FixInText(absl::string_view text) {
  while (!text.empty()) {
    absl::string_view line = absl::StripAsciiWhitespace(TakeLine(text));
    if (!absl::ConsumePrefix(&line, kFixedIn)) continue;
    line = absl::StripAsciiWhitespace(line);
    const size_t at = line.rfind('@');
    StackFix fix;
    if (at != absl::string_view::npos) fix.program = std::string(line.substr(0, at));
    fix.version = std::string(at == absl::string_view::npos ? line : line.substr(at + 1));
    if (!IsValidSemver(Semver(fix.version))) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"Fixed in: ", line, "\": \"", fix.version, "\" is not a version"));
    }
    return fix;
  }
  return std::nullopt;
}

// `text` begins where its predicate should.
absl::StatusOr<StackClaim> MakeClaim(absl::string_view name, absl::string_view title,
                                     absl::string_view whole_text, absl::string_view text) {
  StackClaim claim = {.name = std::string(name),
                      .title = std::string(title),
                      .text = std::string(whole_text),
                      .predicate = std::nullopt,
                      .fix = std::nullopt};
  if (const std::optional<absl::string_view> block = PredicateOf(text)) {
    absl::StatusOr<StackPredicate> predicate = StackPredicate::Parse(*block);
    if (!predicate.ok()) return AddPlace(predicate.status(), absl::StrCat(name, ": the predicate"));
    claim.predicate = *std::move(predicate);
  }
  absl::StatusOr<std::optional<StackFix>> fix = FixInText(whole_text);
  if (!fix.ok()) return AddPlace(fix.status(), name);
  claim.fix = *std::move(fix);
  return claim;
}

// The fields of an issue that matter.
struct Issue {
  int64_t number = 0;
  std::string title, body, state, state_reason, milestone;
  std::vector<std::string> labels;
};

absl::Status ReadString(JsonValue value, std::string& text) {
  absl::StatusOr<std::string> string = value.String();
  if (string.ok()) text = *std::move(string);
  return string.status();
}

// Sets `text` to a string, or to the field `key` of an object.
absl::Status ReadNamed(JsonValue value, absl::string_view key, std::string& text) {
  if (!value.is_object()) return ReadString(value, text);
  return value.ForEachField([&](absl::string_view name, JsonValue field) {
    return name == key ? ReadString(field, text) : absl::OkStatus();
  });
}

absl::Status ReadIssueField(absl::string_view key, JsonValue value, Issue& issue) {
  if (key == "number") {
    const absl::StatusOr<int64_t> number = value.Int64();
    issue.number = number.value_or(0);
    return number.status();
  }
  if (key == "title") return ReadString(value, issue.title);
  if (key == "body") return ReadString(value, issue.body);
  if (key == "state") return ReadString(value, issue.state);
  if (key == "state_reason" || key == "stateReason") return ReadString(value, issue.state_reason);
  if (key == "milestone") return ReadNamed(value, "title", issue.milestone);
  if (key != "labels") return absl::OkStatus();
  return value.ForEachElement(
      [&](JsonValue label) { return ReadNamed(label, "name", issue.labels.emplace_back()); });
}

absl::Status ReadIssues(JsonValue value, std::vector<Issue>& issues) {
  size_t index = 0;
  return value.ForEachElement([&](JsonValue element) {
    const std::string place = absl::StrCat("[", index++, "]");
    if (element.is_array()) return AddPlace(ReadIssues(element, issues), place);
    Issue& issue = issues.emplace_back();
    return AddPlace(element.ForEachField([&](absl::string_view key, JsonValue field) {
      return AddPlace(ReadIssueField(key, field, issue), key);
    }),
                    place);
  });
}

bool HasLabel(const Issue& issue, absl::string_view label) {
  if (label.empty()) return true;
  for (const std::string& own : issue.labels) {
    if (own == label) return true;
  }
  return false;
}

absl::StatusOr<StackClaim> ClaimFromIssue(const Issue& issue) {
  const std::string body = absl::StrReplaceAll(issue.body, {{"\r\n", "\n"}});
  absl::StatusOr<StackClaim> claim =
      MakeClaim(absl::StrCat("#", issue.number), issue.title, body, body);
  if (!claim.ok() || claim->fix.has_value()) return claim;
  const bool is_fixed = absl::EqualsIgnoreCase(issue.state, "closed") &&
                        absl::EqualsIgnoreCase(issue.state_reason, "completed");
  if (is_fixed) claim->fix = FixOfMilestone(issue.milestone);
  return claim;
}

}  // namespace

bool StackFix::Covers(absl::string_view of_program, absl::string_view of_version) const {
  const bool is_program = program.empty() || program == of_program ||
                          program == of_program.substr(of_program.rfind('/') + 1);
  return is_program && CompareSemver(Semver(of_version), Semver(version)) >= 0;
}

bool StackClaim::NamesStack(absl::string_view id) const { return absl::StrContains(text, id); }

absl::StatusOr<StackClaim> ClaimFromMarkdown(absl::string_view name, absl::string_view text) {
  const std::string lines = absl::StrReplaceAll(text, {{"\r\n", "\n"}});
  absl::string_view rest = lines;
  SkipBlankLines(rest);
  absl::string_view after_heading = rest;
  absl::string_view heading = TakeLine(after_heading);
  absl::string_view title = name;
  if (absl::ConsumePrefix(&heading, "# ")) {
    title = absl::StripAsciiWhitespace(heading);
    rest = after_heading;
  }
  return MakeClaim(name, title, lines, rest);
}

absl::StatusOr<std::vector<StackClaim>> ClaimsFromIssues(absl::string_view name,
                                                         absl::string_view json,
                                                         absl::string_view label) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(json);
  if (!document.ok()) return AddPlace(document.status(), name);
  std::vector<Issue> issues;
  if (absl::Status status = ReadIssues(document->root(), issues); !status.ok()) {
    return AddPlace(status, name);
  }
  std::vector<StackClaim> claims;
  for (const Issue& issue : issues) {
    if (!HasLabel(issue, label)) continue;
    absl::StatusOr<StackClaim> claim = ClaimFromIssue(issue);
    if (!claim.ok()) return AddPlace(claim.status(), name);
    claims.push_back(*std::move(claim));
  }
  return claims;
}

}  // namespace telemetry
