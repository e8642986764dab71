#include "upload/site/stacks/stack_pages.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <kainjow/mustache.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "storage/json/json_writer.h"
#include "upload/site/internal/page_frame.h"
#include "upload/site/public_chart_json.h"
#include "upload/site/stacks/stack_page_name.h"
#include "upload/site/stacks/stack_templates.h"

namespace telemetry {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::partial;
using upload_internal::AddHiding;
using upload_internal::List;
using upload_internal::RenderPage;
using upload_internal::Text;

constexpr int kTrendHeight = 20;
constexpr int kBarWidth = 3;
// Between a frame and its place in the source.
constexpr absl::string_view kBeforePlace = "  ";

// The number as the JSON of charts has it.
PublicValue ReportsOf(const PublicStack& stack, int64_t min_reports) {
  return {min_reports == 1 ? PublicValue::Kind::kExact : PublicValue::Kind::kAtLeast,
          stack.reports_at_least};
}

std::string ValueText(const PublicValue& value) {
  switch (value.kind) {
    case PublicValue::Kind::kExact:
      return absl::StrCat(value.value);
    case PublicValue::Kind::kFewerThan:
      return absl::StrCat("fewer than ", value.value);
    case PublicValue::Kind::kAtLeast:
      break;
  }
  return absl::StrCat("at least ", value.value);
}

std::string VersionsText(const PublicStack& stack) {
  std::vector<std::string> versions = stack.versions;
  if (stack.has_other_versions) versions.emplace_back(versions.empty() ? "not shown" : "others");
  return absl::StrJoin(versions, ", ");
}

std::string WeeksText(const PublicStack& stack) {
  if (stack.first_week == stack.last_week) return stack.first_week;
  return absl::StrCat(stack.first_week, " to ", stack.last_week);
}

std::string RangeText(const PublicStacks& stacks) {
  if (stacks.weeks.empty()) return "no week";
  if (stacks.weeks.size() == 1) return absl::StrCat("the week that ended on ", stacks.weeks[0]);
  return absl::StrCat("the weeks that ended from ", stacks.weeks.front(), " to ",
                      stacks.weeks.back());
}

// What is known about the stack; empty if no issue is about it.
std::string ClaimText(const PublicStack& stack) {
  if (!stack.claim.has_value()) return "";
  return stack.claim->name == stack.claim->title || stack.claim->title.empty()
             ? stack.claim->name
             : absl::StrCat(stack.claim->name, ": ", stack.claim->title);
}

std::string BackText(const PublicStack& stack) {
  if (!stack.claim.has_value() || stack.claim->back_in.empty()) return "";
  return absl::StrCat("back in ", absl::StrJoin(stack.claim->back_in, ", "),
                      ", which should have the fix");
}

void AddClaim(const PublicStack& stack, data& values) {
  const std::string back = BackText(stack);
  values["has_claim"] = data(stack.claim.has_value());
  values["claim"] = Text(ClaimText(stack));
  values["is_back"] = data(!back.empty());
  values["back"] = Text(back);
}

bool HasClaims(const PublicStackProgram& program) {
  return std::any_of(program.groups.begin(), program.groups.end(), [](const auto& group) {
    return std::any_of(group.stacks.begin(), group.stacks.end(),
                       [](const PublicStack& stack) { return stack.claim.has_value(); });
  });
}

int64_t LowerBound(const PublicValue& value) {
  return value.kind == PublicValue::Kind::kFewerThan ? 0 : value.value;
}

void AddTrend(const PublicStack& stack, data& row) {
  int64_t highest = 1;
  for (const PublicValue& value : stack.weekly) highest = std::max(highest, LowerBound(value));
  data bars = List();
  int x = 0;
  for (const PublicValue& value : stack.weekly) {
    // As a double: a report may count anything.
    const int height = static_cast<int>(static_cast<double>(LowerBound(value)) /
                                        static_cast<double>(highest) * kTrendHeight);
    if (LowerBound(value) > 0) {
      data bar;
      bar["x"] = absl::StrCat(x);
      bar["y"] = absl::StrCat(kTrendHeight - std::max(height, 1));
      bar["height"] = absl::StrCat(std::max(height, 1));
      bars << std::move(bar);
    }
    x += kBarWidth;
  }
  row["bars"] = std::move(bars);
  row["trend_width"] = absl::StrCat(std::max(x, kBarWidth));
  row["trend_text"] = absl::StrCat("At most ", highest, " reports in a week");
}

data StackRow(const PublicStackProgram& program, const PublicStack& stack, int64_t min_reports) {
  data row;
  row["stack_id"] = stack.id;
  row["path"] = StackPath(program.name, stack.id);
  row["reports"] = ValueText(ReportsOf(stack, min_reports));
  row["versions"] = Text(VersionsText(stack));
  row["weeks"] = WeeksText(stack);
  AddTrend(stack, row);
  AddClaim(stack, row);
  row["shows_claims"] = data(HasClaims(program));
  return row;
}

data GroupData(const PublicStackProgram& program, const PublicStackGroup& group, size_t number,
               int64_t min_reports) {
  data top_frames = List();
  for (const std::string& function : group.top_frames) {
    data frame;
    frame["function"] = Text(function);
    top_frames << std::move(frame);
  }
  data rows = List();
  for (const PublicStack& stack : group.stacks) rows << StackRow(program, stack, min_reports);
  data values;
  values["id"] = absl::StrCat("g", number);
  values["top_frames"] = std::move(top_frames);
  values["first_function"] = Text(group.top_frames.front());
  values["stacks"] = std::move(rows);
  values["shows_claims"] = data(HasClaims(program));
  return values;
}

void AddStackHiding(int64_t min_reports, data& values) {
  AddHiding(min_reports, values);
  values["stack_hiding"] = data(partial([] { return std::string(kStackHidingTemplate); }));
}

size_t NumStacks(const PublicStackProgram& program) {
  size_t count = 0;
  for (const PublicStackGroup& group : program.groups) count += group.stacks.size();
  return count;
}

void WriteValue(JsonWriter& json, const PublicValue& value) {
  json.BeginObject();
  switch (value.kind) {
    case PublicValue::Kind::kExact:
      json.Field("value", value.value);
      break;
    case PublicValue::Kind::kFewerThan:
      json.Field("fewerThan", value.value);
      break;
    case PublicValue::Kind::kAtLeast:
      json.Field("atLeast", value.value);
      break;
  }
  json.EndObject();
}

void WriteStack(JsonWriter& json, const PublicStackProgram& program, const PublicStack& stack,
                int64_t min_reports, const std::string& readable) {
  json.BeginObject();
  json.Field("id", stack.id);
  json.Field("page", StackPath(program.name, stack.id));
  json.Key("reports");
  WriteValue(json, ReportsOf(stack, min_reports));
  json.Array("versions", stack.versions);
  json.Field("otherVersions", stack.has_other_versions);
  if (stack.claim.has_value()) {
    json.Key("issue");
    json.BeginObject();
    json.Field("name", stack.claim->name);
    json.Field("title", stack.claim->title);
    json.Array("backIn", stack.claim->back_in);
    json.EndObject();
  }
  json.Field("firstWeek", stack.first_week);
  json.Field("lastWeek", stack.last_week);
  json.Array("weekly", stack.weekly, WriteValue);
  json.Field("stack", stack.stack);
  json.Field("readable", readable);
  json.EndObject();
}

}  // namespace

StackPages::StackPages(PageAssets assets, const PublicStacks& stacks, StackReader read)
    : assets_(std::move(assets)), stacks_(stacks), read_(std::move(read)) {}

std::string StackPages::Programs() const {
  data programs = List();
  for (const PublicStackProgram& program : stacks_.programs) {
    data entry;
    const size_t count = NumStacks(program);
    entry["path"] = StackPath(program.name);
    entry["program"] = Text(program.name);
    entry["stacks"] = absl::StrCat(count, count == 1 ? " stack" : " stacks");
    programs << std::move(entry);
  }
  data values;
  values["programs"] = std::move(programs);
  AddStackHiding(stacks_.min_reports, values);
  return RenderPage(assets_, "stacks", "Stacks",
                    absl::StrCat(kStackProgramsTemplate, kStackHidingTemplate), std::move(values));
}

std::string StackPages::ProgramsJson() const {
  JsonWriter json;
  json.BeginObject();
  json.Field("minReports", stacks_.min_reports);
  json.Array("weeks", stacks_.weeks);
  json.Array("programs", stacks_.programs, [](JsonWriter& out, const PublicStackProgram& program) {
    out.BeginObject();
    out.Field("name", program.name);
    out.Field("page", StackPath(program.name));
    out.Field("stacks", static_cast<int64_t>(NumStacks(program)));
    out.EndObject();
  });
  json.EndObject();
  return std::move(json).Take() + "\n";
}

std::string StackPages::Program(const PublicStackProgram& program) const {
  data groups = List();
  for (size_t i = 0; i < program.groups.size(); ++i) {
    groups << GroupData(program, program.groups[i], i, stacks_.min_reports);
  }
  data values;
  values["program"] = Text(program.name);
  values["range"] = RangeText(stacks_);
  values["json"] = absl::StrCat(StackPath(program.name), ".json");
  values["groups"] = std::move(groups);
  AddStackHiding(stacks_.min_reports, values);
  return RenderPage(assets_, "stack", absl::StrCat("Stacks of ", program.name), kStacksTemplate,
                    std::move(values));
}

std::string StackPages::ProgramJson(const PublicStackProgram& program) const {
  JsonWriter json;
  json.BeginObject();
  json.Field("program", program.name);
  json.Field("minReports", stacks_.min_reports);
  json.Array("weeks", stacks_.weeks);
  json.Array("groups", program.groups, [&](JsonWriter& out, const PublicStackGroup& group) {
    out.BeginObject();
    out.Array("topFrames", group.top_frames);
    out.Array("stacks", group.stacks, [&](JsonWriter& writer, const PublicStack& stack) {
      WriteStack(writer, program, stack, stacks_.min_reports, read_(stack.stack));
    });
    out.EndObject();
  });
  json.EndObject();
  return std::move(json).Take() + "\n";
}

std::string StackPages::Stack(const PublicStackProgram& program, const PublicStack& stack) const {
  const std::string readable = read_(stack.stack);
  std::vector<absl::string_view> lines = absl::StrSplit(readable, '\n');
  data values;
  values["program"] = Text(program.name);
  values["program_path"] = StackPath(program.name);
  values["json"] = absl::StrCat(StackPath(program.name, stack.id), ".json");
  values["reports"] = ValueText(ReportsOf(stack, stacks_.min_reports));
  values["versions"] = Text(VersionsText(stack));
  values["weeks"] = WeeksText(stack);
  AddClaim(stack, values);
  values["stack_title"] = Text(lines.front());
  lines.erase(lines.begin());
  data frames = List();
  bool has_lines = false;
  for (const absl::string_view line : lines) {
    const std::vector<absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(kBeforePlace, 1));
    data frame;
    frame["frame"] = Text(parts[0]);
    frame["place"] = parts.size() == 2 ? Text(parts[1]) : data(false);
    has_lines |= parts.size() == 2;
    frames << std::move(frame);
  }
  values["frames"] = std::move(frames);
  values["has_lines"] = data(has_lines);
  data weekly = List();
  for (size_t i = stacks_.weeks.size(); i-- > 0;) {
    data row;
    row["week"] = stacks_.weeks[i];
    row["value"] = ValueText(stack.weekly[i]);
    row["small"] = data(stack.weekly[i].kind != PublicValue::Kind::kExact);
    weekly << std::move(row);
  }
  values["weekly"] = std::move(weekly);
  AddStackHiding(stacks_.min_reports, values);
  return RenderPage(assets_, "stack", absl::StrCat("Stack ", stack.id), kStackTemplate,
                    std::move(values));
}

std::string StackPages::StackJson(const PublicStackProgram& program,
                                  const PublicStack& stack) const {
  // With the keys of charts, so that the page's script draws the trend.
  PublicCharts charts = {.start = stacks_.weeks.front(),
                         .end = stacks_.weeks.back(),
                         .min_reports = stacks_.min_reports,
                         .reports_at_least = stack.reports_at_least,
                         .weeks = stacks_.weeks};
  PublicChart chart = {.name = "Reports", .type = "stack"};
  chart.buckets.push_back(
      {.key = "", .value = ReportsOf(stack, stacks_.min_reports), .weekly = stack.weekly});
  charts.programs.push_back({.name = program.name, .charts = {std::move(chart)}});
  JsonWriter json;
  WriteStack(json, program, stack, stacks_.min_reports, read_(stack.stack));
  return absl::StrCat("{\"stack\":", std::move(json).Take(), ",",
                      PublicChartsToJson(charts).substr(1));
}

}  // namespace telemetry
