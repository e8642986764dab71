#include "upload/site/health/health_pages.h"

#include <cstddef>
#include <kainjow/mustache.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "report/release_health/release_health.h"
#include "report/release_health/release_health_json.h"
#include "report/release_health/silent_release.h"
#include "storage/civil_day.h"
#include "storage/json/json_writer.h"
#include "upload/site/health/health_path.h"
#include "upload/site/health/health_templates.h"
#include "upload/site/health/intake_tables.h"
#include "upload/site/internal/page_frame.h"

namespace telemetry {
namespace {

using kainjow::mustache::data;
using upload_internal::AddHiding;
using upload_internal::List;
using upload_internal::RenderPage;
using upload_internal::Text;

constexpr double kMaxQ = 0.05;

// "12", "at least 10", "fewer than 5", or "not shown".
std::string NumberText(const ReportCount& count, int64_t min_reports) {
  if (count.is_exact()) return absl::StrCat(count.low);
  if (count.low > 0) return absl::StrCat("at least ", count.low);
  return count.high < min_reports ? absl::StrCat("fewer than ", min_reports) : "not shown";
}

std::string ShareText(const WeekShare& week) {
  const int64_t total = week.total.value_or(0);
  if (week.reports.low == 0 || total == 0) return "";
  return PercentText(static_cast<double>(week.reports.low) / static_cast<double>(total));
}

std::string VerdictText(const ReleaseHealth& release) {
  switch (release.crash_verdict) {
    case CrashVerdict::kWorse:
      return absl::StrCat("Worse: a share of crashes that is higher by ",
                          PercentText(release.crash_difference));
    case CrashVerdict::kBetter:
      return absl::StrCat(
          "Better: a share of crashes that is lower by ",
          PercentText(Interval{-release.crash_difference.high, -release.crash_difference.low}));
    case CrashVerdict::kUnclear:
      return "No clear difference";
    case CrashVerdict::kNone:
      break;
  }
  return "";
}

std::string VerdictInShort(const ReleaseHealth& release) {
  const std::string verdict = VerdictText(release);
  return verdict.substr(0, verdict.find(':'));
}

std::string CrashesInFull(const ReleaseHealth& release, int64_t min_reports) {
  const CrashShare& crashes = release.crashes;
  const std::string number = NumberText(crashes.crashed, min_reports);
  if (!crashes.crashed.is_exact()) return absl::StrCat(number, " of ", crashes.reports, " reports");
  return absl::StrCat(number, " of ", crashes.reports, " reports, ", PercentText(crashes.share),
                      " (the share is from ", PercentText(crashes.interval), ")");
}

std::string CrashesInShort(const ReleaseHealth& release, int64_t min_reports) {
  return release.crashes.crashed.is_exact() ? PercentText(release.crashes.share)
                                            : NumberText(release.crashes.crashed, min_reports);
}

void AddStacks(absl::string_view what, const std::vector<StackChange>& changes, data& list) {
  for (const StackChange& change : changes) {
    data functions = List();
    for (const absl::string_view function : absl::StrSplit(change.stack.bucket, '\n')) {
      data entry;
      entry["function"] = Text(function);
      functions << std::move(entry);
    }
    data entry;
    entry["what"] = std::string(what);
    entry["count"] = absl::StrCat(change.reports, change.reports == 1 ? " report" : " reports");
    entry["title"] = Text(change.stack.chart);
    entry["functions"] = std::move(functions);
    list << std::move(entry);
  }
}

data Changes(const ReleaseHealth& release) {
  data list = List();
  for (const ShareChange& change : release.changes) {
    if (change.q > kMaxQ) break;
    const ReleaseItem& item = change.item;
    data entry;
    entry["item"] =
        Text(item.chart == item.bucket ? item.chart : absl::StrCat(item.chart, ":", item.bucket));
    entry["share_before"] = PercentText(change.share_a);
    entry["share_now"] = PercentText(change.share_b);
    entry["q"] = absl::StrFormat("%.2g", change.q);
    list << std::move(entry);
  }
  return list;
}

data Weeks(const ReleaseHealth& release, int64_t min_reports) {
  data list = List();
  for (size_t i = release.adoption.size(); i-- > 0;) {
    const WeekShare& week = release.adoption[i];
    data entry;
    entry["week"] = FormatCivilDay(week.week);
    entry["number"] = NumberText(week.reports, min_reports);
    entry["share"] = ShareText(week);
    list << std::move(entry);
  }
  return list;
}

data Release(const ReleaseHealth& release, size_t number, int64_t min_reports) {
  data stacks = List();
  AddStacks("New", release.new_stacks, stacks);
  AddStacks("Vanished", release.vanished_stacks, stacks);
  data changes = Changes(release);
  data values;
  values["id"] = absl::StrCat("v", number);
  values["version"] = Text(release.version);
  values["reports"] = absl::StrCat(release.reports);
  values["latest"] = release.adoption.empty() ? "" : ShareText(release.adoption.back());
  values["crashes"] = CrashesInShort(release, min_reports);
  values["crashes_in_full"] = CrashesInFull(release, min_reports);
  values["verdict"] = VerdictText(release);
  values["verdict_in_short"] = VerdictInShort(release);
  values["worse"] = data(release.crash_verdict == CrashVerdict::kWorse);
  values["before"] = data(release.crash_verdict != CrashVerdict::kNone);
  values["version_before"] = Text(release.before);
  values["weeks"] = Weeks(release, min_reports);
  values["has_stacks"] = data(!stacks.is_empty_list());
  values["stacks"] = std::move(stacks);
  values["has_changes"] = data(!changes.is_empty_list());
  values["changes"] = std::move(changes);
  values["compared"] = absl::StrCat(release.compared);
  return values;
}

void AddAlarms(const std::vector<HealthAlarm>& alarms, data& list) {
  for (const HealthAlarm& alarm : alarms) {
    data entry;
    entry["line"] = Text(HealthAlarmLine(alarm));
    list << std::move(entry);
  }
}

std::string TimeText(absl::Time time, const char* format) {
  return absl::FormatTime(format, time, absl::UTCTimeZone());
}

}  // namespace

HealthPages::HealthPages(PageAssets assets, int64_t min_reports)
    : assets_(std::move(assets)), min_reports_(min_reports) {}

std::string HealthPages::Program(const PublicReleases& releases) const {
  const ProgramHealth& health = releases.health;
  data list = List();
  for (size_t i = health.releases.size(); i-- > 0;) {
    list << Release(health.releases[i], i, min_reports_);
  }
  data alarms = List();
  AddAlarms(releases.alarms, alarms);
  data values;
  values["program"] = Text(health.program);
  values["json"] = absl::StrCat(HealthPath(health.program), ".json");
  values["alarms"] = std::move(alarms);
  values["releases"] = std::move(list);
  AddHiding(min_reports_, values);
  return RenderPage(assets_, "health", health.program, kReleasesTemplate, std::move(values));
}

std::string HealthPages::ProgramJson(const PublicReleases& releases) const {
  JsonWriter json;
  json.BeginObject();
  json.Field("MinReports", min_reports_);
  json.Array("Alarms", releases.alarms, WriteHealthAlarm);
  json.Key("Health");
  WriteProgramHealth(json, releases.health);
  json.EndObject();
  return std::move(json).Take() + "\n";
}

std::string HealthPages::Index(const HealthIndex& index) const {
  data list = List();
  data alarms = List();
  for (const PublicReleases& releases : index.programs) {
    AddAlarms(releases.alarms, alarms);
    data entry;
    entry["path"] = HealthPath(releases.health.program);
    entry["program"] = Text(releases.health.program);
    list << std::move(entry);
  }
  data values;
  values["alarms"] = std::move(alarms);
  values["programs"] = std::move(list);
  values["tables"] = upload_internal::IntakeTables(index.intake, min_reports_);
  values["hidden"] = absl::StrCat(index.hidden, index.hidden == 1 ? " number" : " numbers");
  values["published"] = TimeText(index.published, "%Y-%m-%d %H:%M");
  AddHiding(min_reports_, values);
  return RenderPage(assets_, "health", "Health", kHealthTemplate, std::move(values));
}

std::string HealthPages::IndexJson(const HealthIndex& index) const {
  JsonWriter json;
  json.BeginObject();
  json.Field("Published", TimeText(index.published, "%Y-%m-%dT%H:%M:%SZ"));
  json.Field("MinReports", min_reports_);
  json.Array("Programs", index.programs, [](JsonWriter& out, const PublicReleases& releases) {
    out.BeginObject();
    out.Field("Program", releases.health.program);
    out.Field("Health", absl::StrCat(HealthPath(releases.health.program), ".json"));
    out.Array("Alarms", releases.alarms, WriteHealthAlarm);
    out.EndObject();
  });
  json.Array("Intake", index.intake, upload_internal::WriteIntakeWeek);
  json.Field("HiddenInCharts", index.hidden);
  json.EndObject();
  return std::move(json).Take() + "\n";
}

}  // namespace telemetry
