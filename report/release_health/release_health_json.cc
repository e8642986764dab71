#include "report/release_health/release_health_json.h"

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "storage/civil_day.h"

namespace telemetry {
namespace {

constexpr size_t kMaxListed = 5;
constexpr double kMaxQ = 0.05;

void WriteCount(JsonWriter& json, absl::string_view key, const ReportCount& count) {
  json.Key(key);
  if (count.is_exact()) return json.Int(count.low);
  json.BeginObject();
  json.Field("Min", count.low);
  json.Field("Max", count.high);
  json.EndObject();
}

void WriteInterval(JsonWriter& json, absl::string_view key, const Interval& interval) {
  json.Array(key, std::vector<double>{interval.low, interval.high});
}

void WriteCrashes(JsonWriter& json, absl::string_view key,
                  const std::optional<CrashShare>& crashes) {
  json.Key(key);
  if (!crashes.has_value()) return json.Null();
  json.BeginObject();
  WriteCount(json, "Crashed", crashes->crashed);
  json.Field("Reports", crashes->reports);
  json.Field("Share", crashes->share);
  WriteInterval(json, "Interval", crashes->interval);
  json.EndObject();
}

void WriteStack(JsonWriter& json, const StackChange& change) {
  json.BeginObject();
  json.Field("Stack", change.stack.chart);
  json.Field("Frames", change.stack.bucket);
  json.Field("Reports", change.reports);
  json.EndObject();
}

void WriteChange(JsonWriter& json, const ShareChange& change) {
  json.BeginObject();
  json.Field("Chart", change.item.chart);
  json.Field("Bucket", change.item.bucket);
  WriteCount(json, "ReportsBefore", change.reports_a);
  WriteCount(json, "Reports", change.reports_b);
  json.Field("ShareBefore", change.share_a);
  json.Field("Share", change.share_b);
  WriteInterval(json, "Interval", change.interval);
  json.Field("P", change.p);
  json.Field("Q", change.q);
  json.EndObject();
}

double ShareOfWeek(const WeekShare& week) {
  const int64_t total = week.total.value_or(0);
  return total > 0 ? static_cast<double>(week.reports.high) / static_cast<double>(total) : 0;
}

void WriteWeek(JsonWriter& json, const WeekShare& week) {
  json.BeginObject();
  json.Field("Week", FormatCivilDay(week.week));
  WriteCount(json, "Reports", week.reports);
  if (week.total.has_value()) {
    json.Field("Total", *week.total);
    json.Field("Share", ShareOfWeek(week));
  }
  json.EndObject();
}

void WriteRelease(JsonWriter& json, const ReleaseHealth& release) {
  json.BeginObject();
  json.Field("Version", release.version);
  json.Field("Reports", release.reports);
  json.Field("Effective", release.effective);
  json.Array("Adoption", release.adoption, WriteWeek);
  WriteCrashes(json, "Crashes", release.crashes);
  WriteCrashes(json, "ArmedCrashes", release.armed_crashes);
  json.Field("Before", release.before);
  json.Field("CrashVerdict", CrashVerdictName(release.crash_verdict));
  WriteInterval(json, "CrashDifference", release.crash_difference);
  json.Array("NewStacks", release.new_stacks, WriteStack);
  json.Array("VanishedStacks", release.vanished_stacks, WriteStack);
  json.Array("Changes", release.changes, WriteChange);
  json.Field("Compared", release.compared);
  json.EndObject();
}

std::string CrashesText(const CrashShare& crashes) {
  return absl::StrCat(ReportCountText(crashes.crashed), " of ", crashes.reports, " reports (",
                      PercentText(crashes.interval), ")");
}

std::string VerdictText(const ReleaseHealth& release) {
  const std::string against = absl::StrCat(", against ", release.before);
  const std::string by = absl::StrCat(" by ", PercentText(release.crash_difference));
  switch (release.crash_verdict) {
    case CrashVerdict::kWorse:
      return absl::StrCat(against, ": worse", by);
    case CrashVerdict::kBetter:
      return absl::StrCat(against, ": better", by);
    case CrashVerdict::kUnclear:
      return absl::StrCat(against, ": no clear difference");
    case CrashVerdict::kNone:
      break;
  }
  return "";
}

void AppendStacks(absl::string_view what, const std::vector<StackChange>& stacks,
                  std::string& text) {
  for (size_t i = 0; i < stacks.size() && i < kMaxListed; ++i) {
    const StackChange& change = stacks[i];
    absl::StrAppend(&text, "    ", what, " stack, ", change.reports,
                    change.reports == 1 ? " report: " : " reports: ", change.stack.chart, ": ",
                    absl::StrReplaceAll(change.stack.bucket, {{"\n", " < "}}), "\n");
  }
  if (stacks.size() > kMaxListed) {
    absl::StrAppend(&text, "    and ", stacks.size() - kMaxListed, " more\n");
  }
}

std::string ItemText(const ReleaseItem& item) {
  return item.chart == item.bucket ? item.chart : absl::StrCat(item.chart, ":", item.bucket);
}

void AppendChanges(const ReleaseHealth& release, std::string& text) {
  size_t listed = 0;
  for (const ShareChange& change : release.changes) {
    if (change.q > kMaxQ || listed++ == kMaxListed) break;
    absl::StrAppend(&text, "    ", ItemText(change.item), ": ", PercentText(change.share_a),
                    " of reports before, ", PercentText(change.share_b),
                    absl::StrFormat(" now (q = %.2g of %d)\n", change.q, release.compared));
  }
}

}  // namespace

std::string ReportCountText(const ReportCount& count) {
  return count.is_exact() ? absl::StrCat(count.low) : absl::StrCat(count.low, " to ", count.high);
}

std::string PercentText(double share) { return absl::StrFormat("%.3g %%", share * 100); }

std::string PercentText(const Interval& interval) {
  return absl::StrFormat("%.3g to %.3g %%", interval.low * 100, interval.high * 100);
}

void WriteProgramHealth(JsonWriter& json, const ProgramHealth& health) {
  json.BeginObject();
  json.Field("Program", health.program);
  json.Array("Weeks", health.weeks,
             [](JsonWriter& writer, absl::CivilDay week) { writer.String(FormatCivilDay(week)); });
  json.Array("Versions", health.releases, WriteRelease);
  json.EndObject();
}

void WriteHealthAlarm(JsonWriter& json, const HealthAlarm& alarm) {
  json.BeginObject();
  json.Field("Program", alarm.program);
  json.Field("Week", FormatCivilDay(alarm.week));
  json.Array("Versions", alarm.versions, [](JsonWriter& writer, const SilentVersion& version) {
    writer.BeginObject();
    writer.Field("Version", version.version);
    writer.Field("Reports", version.reports);
    writer.Array("Charts", version.charts, [](JsonWriter& inner, const SilentChart& silent) {
      inner.BeginObject();
      inner.Field("Kind", silent.chart.kind == ReleaseItem::Kind::kStack ? "stack" : "chart");
      inner.Field("Chart", silent.chart.chart);
      inner.Field("Observed", silent.observed);
      inner.Field("Expected", silent.expected);
      inner.EndObject();
    });
    writer.EndObject();
  });
  json.Key("FewReports");
  if (alarm.few_reports.has_value()) {
    json.BeginObject();
    json.Field("Reports", alarm.few_reports->reports);
    json.Field("Median", alarm.few_reports->median);
    json.Field("Last", FormatCivilDay(alarm.few_reports->last));
    json.EndObject();
  } else {
    json.Null();
  }
  json.Array("Owners", alarm.owners);
  json.Field("Line", HealthAlarmLine(alarm));
  json.EndObject();
}

std::string ProgramHealthToText(const ProgramHealth& health) {
  std::string text = absl::StrCat(health.program, "\n");
  for (size_t i = health.releases.size(); i-- > 0;) {
    const ReleaseHealth& release = health.releases[i];
    absl::StrAppend(&text, "  ", release.version, ": ", release.reports,
                    release.reports == 1 ? " report" : " reports");
    if (!release.adoption.empty()) {
      const WeekShare& latest = release.adoption.back();
      absl::StrAppend(&text, ", ", PercentText(ShareOfWeek(latest)), " of those of the week to ",
                      FormatCivilDay(latest.week));
    }
    absl::StrAppend(&text, "\n    crashes in ", CrashesText(release.crashes), VerdictText(release),
                    "\n");
    if (release.armed_crashes.has_value()) {
      absl::StrAppend(&text, "    where they were counted, in ",
                      CrashesText(*release.armed_crashes), "\n");
    }
    AppendStacks("new", release.new_stacks, text);
    AppendStacks("vanished", release.vanished_stacks, text);
    AppendChanges(release, text);
  }
  return text;
}

}  // namespace telemetry
