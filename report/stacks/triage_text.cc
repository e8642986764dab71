#include "report/stacks/triage_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "storage/civil_day.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

std::string Counted(int64_t count, absl::string_view one) {
  return absl::StrCat(count, " ", one, count == 1 ? "" : "s");
}

std::string WeeksOf(const CountedStack& stack) {
  const std::string first = FormatCivilDay(stack.first_week());
  if (stack.weeks.size() == 1) return absl::StrCat("week ", first);
  return absl::StrCat("weeks ", first, " to ", FormatCivilDay(stack.last_week()));
}

// What is known about the stack's cause.
std::string StateOf(const TriagedStack& stack) {
  switch (stack.state) {
    case StackState::kNew:
      return "new";
    case StackState::kClaimed:
      return stack.claim;
    case StackState::kBack:
      break;
  }
  return absl::StrCat("back in ", absl::StrJoin(stack.back_in, ", "), " after ", stack.claim);
}

std::string Summary(const TriagedStack& stack) {
  const CountedStack& counted = stack.counted;
  return absl::StrCat(Counted(counted.reports, "report"), ", ", WeeksOf(counted), ", ",
                      counted.program, " ", absl::StrJoin(counted.Versions(), " "));
}

// A fence that is longer than any run of backticks in `text`.
std::string FenceFor(absl::string_view text) {
  size_t longest = 2;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(longest + 1, '`');
}

void WriteStack(JsonWriter& json, const TriagedStack& stack) {
  const CountedStack& counted = stack.counted;
  json.BeginObject();
  json.Field("ID", counted.id);
  json.Field("Program", counted.program);
  json.Field("State", StackStateName(stack.state));
  json.Field("Claim", stack.claim);
  json.Field("ClaimTitle", stack.claim_title);
  json.Array("BackIn", stack.back_in);
  json.Field("Reports", counted.reports);
  json.Field("Times", counted.times);
  json.Array("Versions", counted.Versions());
  json.Field("FirstWeek", FormatCivilDay(counted.first_week()));
  json.Field("LastWeek", FormatCivilDay(counted.last_week()));
  json.Array("Weeks", counted.weeks, [](JsonWriter& out, const auto& week) {
    out.BeginObject();
    out.Field("Week", FormatCivilDay(week.first));
    out.Field("Reports", week.second);
    out.EndObject();
  });
  json.Array("Configurations", counted.configurations, [](JsonWriter& out, const auto& entry) {
    out.BeginObject();
    out.Field("Version", entry.first.version);
    out.Field("GoVersion", entry.first.go_version);
    out.Field("GOOS", entry.first.goos);
    out.Field("GOARCH", entry.first.goarch);
    out.Field("Reports", entry.second);
    out.EndObject();
  });
  json.Field("Stack", counted.stack);
  json.Field("Readable", stack.readable);
  json.EndObject();
}

}  // namespace

std::string TriageToText(const StackTriage& triage) {
  std::string text;
  for (const TriagedStack& stack : triage.stacks) {
    absl::StrAppend(&text, stack.counted.id, "  ", StateOf(stack), "  ", Summary(stack), "\n  ",
                    absl::StrReplaceAll(stack.readable, {{"\n", "\n    "}}), "\n");
  }
  return text;
}

std::string TriageToMarkdown(const StackTriage& triage) {
  std::string text;
  for (const TriagedStack& stack : triage.stacks) {
    const std::string fence = FenceFor(stack.readable);
    absl::StrAppend(&text, text.empty() ? "" : "\n", "## `", stack.counted.id,
                    "`: ", StateOf(stack), "\n\n", Summary(stack), "\n\n", fence, "\n",
                    stack.readable, "\n", fence, "\n");
  }
  return text;
}

std::string TriageToJson(const StackTriage& triage) {
  JsonWriter json(" ");
  json.BeginArray();
  for (const TriagedStack& stack : triage.stacks) WriteStack(json, stack);
  json.EndArray();
  return std::move(json).Take();
}

}  // namespace telemetry
