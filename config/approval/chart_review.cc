#include "config/approval/chart_review.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/internal/change_lint.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config_check.h"
#include "storage/day_number.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

using config_internal::IsLowerFloor;
using config_internal::VersionFloors;

using NameKey = std::tuple<std::string, bool, std::string>;  // program, is a stack, name

std::string DayText(absl::CivilDay day) { return FormatDay(day - absl::CivilDay(1970, 1, 1)); }

std::string ExpiryText(const ChartExpiry& expiry) {
  switch (expiry.kind) {
    case ChartExpiry::Kind::kMissing:
      return "not said";
    case ChartExpiry::Kind::kDay:
      return DayText(expiry.day);
    case ChartExpiry::Kind::kNever:
      return expiry.reason.empty() ? "never" : absl::StrCat("never: ", expiry.reason);
  }
  return "";
}

// Expands the names of charts as long as a config could hold them.
class Expander {
 public:
  std::vector<std::string> Names(const AnnotatedChart& chart) {
    const ExpandedSize size = SizeOfExpanded(chart.record.counter);
    bytes_ += size.bytes;
    names_ += size.names;
    if (bytes_ > kMaxExpandedBytes || names_ > kMaxConfigPrograms * kMaxProgramCounters) return {};
    return chart.is_stack() ? std::vector<std::string>{chart.record.counter}
                            : ExpandCounterName(chart.record.counter);
  }

 private:
  size_t bytes_ = 0;
  size_t names_ = 0;
};

std::set<NameKey> NamesOf(const std::vector<AnnotatedChart>& charts) {
  std::set<NameKey> names;
  Expander expander;
  for (const AnnotatedChart& chart : charts) {
    for (std::string& name : expander.Names(chart)) {
      names.emplace(chart.record.program, chart.is_stack(), std::move(name));
    }
  }
  return names;
}

absl::CivilDay EndOf(const AnnotatedChart& chart) {
  return chart.expiry.kind == ChartExpiry::Kind::kDay ? chart.expiry.day : absl::CivilDay::max();
}

// A later end, or none, of what is approved already.
std::string LaterEnd(const AnnotatedChart& before, const AnnotatedChart& after) {
  if (EndOf(after) <= EndOf(before)) return "";
  return absl::StrCat("ends later: ", ExpiryText(after.expiry), ", was ",
                      ExpiryText(before.expiry));
}

// Text in a line of Markdown; records may hold anything.
std::string Inline(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"`", "'"}, {"\n", " "}, {"\r", " "}, {"<", "&lt;"}});
}

std::string Code(absl::string_view text) {
  return absl::StrCat("`", absl::StrReplaceAll(text, {{"`", "'"}, {"\n", " "}, {"\r", " "}}), "`");
}

void AppendChart(const ReviewedChart& reviewed, std::string& text) {
  const AnnotatedChart& chart = reviewed.chart;
  const ChartRecord& record = chart.record;
  absl::StrAppend(&text, "## ", Inline(record.title), "\n\n- program: ", Code(record.program),
                  record.version.empty() ? ", every version" : ", from ",
                  record.version.empty() ? "" : Code(record.version), " on\n- what it counts: ",
                  Inline(record.description.empty() ? "not said" : record.description),
                  "\n- proposal: ", Inline(absl::StrJoin(record.issues, ", ")), "\n- owner: ",
                  Inline(chart.owners.empty() ? "not said" : absl::StrJoin(chart.owners, ", ")),
                  "\n- ends: ", Inline(ExpiryText(chart.expiry)), "\n- about: ",
                  chart.sensitivity.empty()          ? "not said"
                  : chart.sensitivity == "technical" ? "the machine and the program (technical)"
                                                     : "what somebody did (interaction)",
                  "\n");
  if (chart.is_stack()) {
    absl::StrAppend(&text, "- each is a stack of up to ", record.depth,
                    " function names, each with its build and the place in the file if the config "
                    "lists the build\n");
  }
  for (const std::string& extension : reviewed.extensions) {
    absl::StrAppend(&text, "- ", Inline(extension), "\n");
  }
  if (reviewed.new_names.empty()) {
    absl::StrAppend(&text, "\nNo new name.\n\n");
    return;
  }
  absl::StrAppend(&text, "\nWould newly leave a machine:\n\n");
  for (const std::string& name : reviewed.new_names) absl::StrAppend(&text, "- ", Code(name), "\n");
  text += "\n";
}

constexpr absl::string_view kQuestions =
    "## Questions\n\n"
    "- [ ] What will be decided with each chart, and would a cheaper source do?\n"
    "- [ ] Can a name, or its number, tell who somebody is, where they are, or what they work on?\n"
    "- [ ] Is every name fixed in the program's source, so that no user's text can become one?\n"
    "- [ ] Who looks at the chart, how often, and who keeps the counter right as the program "
    "changes?\n"
    "- [ ] Does it end when the question is answered?\n";

void WriteStrings(absl::string_view key, const std::vector<std::string>& list, JsonWriter& json) {
  json.Key(key);
  json.BeginArray();
  for (const std::string& text : list) json.String(text);
  json.EndArray();
}

void WriteChart(const ReviewedChart& reviewed, JsonWriter& json) {
  const AnnotatedChart& chart = reviewed.chart;
  json.BeginObject();
  json.Key("Line");
  json.Int(chart.record.line);
  for (const auto& [key, value] :
       {std::pair<absl::string_view, std::string>("Program", chart.record.program),
        {"Chart", std::string(ChartOf(chart.record.counter))},
        {"Title", chart.record.title},
        {"Kind", chart.is_stack() ? "stack" : "counter"},
        {"Description", chart.record.description},
        {"Expires", ExpiryText(chart.expiry)},
        {"Sensitivity", chart.sensitivity}}) {
    json.Key(key);
    json.String(value);
  }
  WriteStrings("Owners", chart.owners, json);
  WriteStrings("Issues", chart.record.issues, json);
  WriteStrings("NewNames", reviewed.new_names, json);
  WriteStrings("Extensions", reviewed.extensions, json);
  json.EndObject();
}

}  // namespace

Review ReviewCharts(const std::vector<AnnotatedChart>& charts,
                    const std::vector<AnnotatedChart>& against) {
  const std::set<NameKey> before = NamesOf(against);
  const std::map<std::string, std::string> floors_before = VersionFloors(against);
  std::map<std::pair<std::string, std::string>, const AnnotatedChart*> chart_before;
  for (const AnnotatedChart& chart : against) {
    // Of several records of one chart, the one that ends last.
    const auto [was, is_first] = chart_before.emplace(
        std::pair(chart.record.program, ChartOf(chart.record.counter)), &chart);
    if (!is_first && EndOf(chart) > EndOf(*was->second)) was->second = &chart;
  }
  Review review;
  std::set<NameKey> after;
  Expander expander;
  for (const AnnotatedChart& chart : charts) {
    ReviewedChart reviewed{chart, {}, {}};
    for (std::string& name : expander.Names(chart)) {
      NameKey key(chart.record.program, chart.is_stack(), name);
      if (before.count(key) == 0) reviewed.new_names.push_back(std::move(name));
      after.insert(std::move(key));
    }
    const auto was = chart_before.find(
        std::pair(chart.record.program, std::string(ChartOf(chart.record.counter))));
    if (was != chart_before.end()) {
      if (std::string later = LaterEnd(*was->second, chart); !later.empty()) {
        reviewed.extensions.push_back(std::move(later));
      }
    }
    const auto floor = floors_before.find(chart.record.program);
    if (floor != floors_before.end() && IsLowerFloor(chart.record.version, floor->second)) {
      reviewed.extensions.push_back(
          absl::StrCat("earlier versions of the program upload all that is approved for it: ",
                       chart.record.version.empty() ? "all" : chart.record.version, ", was from ",
                       floor->second, " on"));
    }
    if (!reviewed.new_names.empty() || !reviewed.extensions.empty()) {
      review.charts.push_back(std::move(reviewed));
    }
  }
  for (const NameKey& key : before) {
    if (after.count(key) > 0) continue;
    review.withdrawn.push_back(absl::StrCat(std::get<0>(key), " ", std::get<2>(key)));
  }
  return review;
}

std::string Review::ToMarkdown() const {
  if (is_empty()) return "Nothing new would leave a machine.\n";
  size_t names = 0;
  for (const ReviewedChart& reviewed : charts) names += reviewed.new_names.size();
  std::string text = absl::StrCat("# ", names, names == 1 ? " name" : " names",
                                  " would newly leave a machine\n\n");
  for (const ReviewedChart& reviewed : charts) AppendChart(reviewed, text);
  if (!withdrawn.empty()) {
    absl::StrAppend(&text, "## No longer approved\n\n");
    for (const std::string& name : withdrawn) absl::StrAppend(&text, "- ", Code(name), "\n");
    text += "\n";
  }
  if (!charts.empty()) absl::StrAppend(&text, kQuestions);
  return text;
}

std::string Review::ToJson() const {
  JsonWriter json(" ");
  json.BeginObject();
  json.Key("Charts");
  json.BeginArray();
  for (const ReviewedChart& reviewed : charts) WriteChart(reviewed, json);
  json.EndArray();
  WriteStrings("Withdrawn", withdrawn, json);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace telemetry
