#include "config/approval/internal/change_lint.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/finding.h"
#include "config/version/go_version.h"
#include "config/version/semver.h"
#include "storage/quoted.h"

namespace telemetry::config_internal {
namespace {

using ChartKey = std::pair<std::string, std::string>;  // program and chart name

ChartKey KeyOf(const AnnotatedChart& chart) {
  return {chart.record.program, std::string(ChartOf(chart.record.counter))};
}

std::string Plain(absl::string_view text) {
  std::string plain = absl::AsciiStrToLower(text);
  absl::RemoveExtraAsciiWhitespace(&plain);
  return plain;
}

// Which part of the meaning differs: "title was "x", now "y""; empty if none does.
std::string Difference(const AnnotatedChart& before, const AnnotatedChart& after) {
  struct Part {
    absl::string_view name;
    const std::string& before;
    const std::string& after;
  };
  for (const Part& part : {Part{"type", before.record.type, after.record.type},
                           Part{"title", before.record.title, after.record.title},
                           Part{"description", before.record.description, after.record.description},
                           Part{"sensitivity", before.sensitivity, after.sensitivity}}) {
    // What was not said before may be said now.
    if (part.before.empty() || Plain(part.before) == Plain(part.after)) continue;
    return absl::StrCat("its ", part.name, " was ", Quoted(part.before));
  }
  return "";
}

void FindChangedMeanings(const std::vector<AnnotatedChart>& charts,
                         const std::vector<AnnotatedChart>& against,
                         std::vector<ChangeFinding>& findings) {
  std::map<ChartKey, const AnnotatedChart*> before;
  for (const AnnotatedChart& chart : against) before.emplace(KeyOf(chart), &chart);
  for (size_t i = 0; i < charts.size(); ++i) {
    const auto found = before.find(KeyOf(charts[i]));
    if (found == before.end()) continue;
    const std::string difference = Difference(*found->second, charts[i]);
    if (difference.empty()) continue;
    findings.push_back(
        {i,
         {charts[i].LineOf("counter"), Severity::kError, "MEANING_CHANGED",
          absl::StrCat("\"", found->first.second, "\" is in use, and ", difference,
                       "; if it counts something else now, give it another name; if only the words "
                       "are better, add \"#@ allow: MEANING_CHANGED\"")}});
  }
}

void FindLoweredFloors(const std::vector<AnnotatedChart>& charts,
                       const std::vector<AnnotatedChart>& against,
                       std::vector<ChangeFinding>& findings) {
  const std::map<std::string, std::string> floors = VersionFloors(against);
  for (size_t i = 0; i < charts.size(); ++i) {
    const ChartRecord& record = charts[i].record;
    const auto floor = floors.find(record.program);
    if (floor == floors.end() || !IsLowerFloor(record.version, floor->second)) continue;
    const std::string now = record.version.empty() ? "without a version, every release of "
                                                   : absl::StrCat("from ", record.version, " on, ");
    findings.push_back(
        {i,
         {charts[i].LineOf("version"), Severity::kError, "VERSION_FLOOR_LOWERED",
          absl::StrCat(
              now, record.program,
              " would upload all that is approved for it, not only this chart; it was from ",
              floor->second, " on: write \"version: ", floor->second,
              "\" or a later one, or add \"#@ allow: VERSION_FLOOR_LOWERED\"")}});
  }
}

}  // namespace

std::vector<ChangeFinding> LintChanges(const std::vector<AnnotatedChart>& charts,
                                       const std::vector<AnnotatedChart>& against) {
  std::vector<ChangeFinding> findings;
  FindChangedMeanings(charts, against, findings);
  FindLoweredFloors(charts, against, findings);
  return findings;
}

bool IsListed(const AnnotatedChart& chart, const std::vector<AnnotatedChart>& charts) {
  return std::any_of(charts.begin(), charts.end(), [&chart](const AnnotatedChart& other) {
    return other.record.program == chart.record.program &&
           ChartOf(other.record.counter) == ChartOf(chart.record.counter);
  });
}

std::map<std::string, std::string> VersionFloors(const std::vector<AnnotatedChart>& charts) {
  std::map<std::string, std::string> floors;
  for (const AnnotatedChart& chart : charts) {
    const auto [floor, is_first] = floors.emplace(chart.record.program, chart.record.version);
    if (!is_first && IsLowerFloor(chart.record.version, floor->second)) {
      floor->second = chart.record.version;
    }
  }
  return floors;
}

bool IsLowerFloor(absl::string_view a, absl::string_view b) {
  if (a.empty() || b.empty()) return a.empty() && !b.empty();
  if (IsValidSemver(a) && IsValidSemver(b)) return CompareSemver(a, b) < 0;
  return CompareGoVersions(a, b) < 0;
}

}  // namespace telemetry::config_internal
