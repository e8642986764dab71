#include "report/release_health/silent_release.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/release_health/share_statistics.h"
#include "storage/civil_day.h"

namespace telemetry {
namespace {

constexpr int kWeeksBefore = 4;
constexpr double kMinExpected = 10;
constexpr double kUnlikely = 1e-4;
constexpr double kSilentPart = 0.2;
constexpr int kDaysToArrive = 2;
constexpr size_t kMaxChartsOfALine = 10;

const ProgramCounts* Find(const ReleaseCounts& counts, absl::CivilDay week,
                          const std::string& program) {
  const auto programs = counts.find(week);
  if (programs == counts.end()) return nullptr;
  const auto found = programs->second.find(program);
  return found == programs->second.end() ? nullptr : &found->second;
}

// The reports of a version in the week that is judged and those before.
struct Baseline {
  int64_t reports = 0;
  std::map<ReleaseItem, int64_t> charts = {};

  void Add(const Baseline& other) {
    reports += other.reports;
    for (const auto& [chart, count] : other.charts) charts[chart] += count;
  }
};

std::map<std::string, Baseline> BaselinesOf(const ReleaseCounts& counts, absl::CivilDay week,
                                            const std::string& program) {
  std::map<std::string, Baseline> baselines;
  for (int i = 0; i <= kWeeksBefore; ++i) {
    const ProgramCounts* const of_week = Find(counts, week - 7 * i, program);
    if (of_week == nullptr) continue;
    for (const auto& [version, counted] : of_week->versions) {
      baselines[version].Add({counted.reports, counted.charts});
    }
  }
  return baselines;
}

Baseline EarlierThan(absl::string_view version, const std::map<std::string, Baseline>& baselines) {
  Baseline earlier;
  for (const auto& [other, baseline] : baselines) {
    if (baseline.reports >= kAdoptedReports && IsEarlierVersion(other, version)) {
      earlier.Add(baseline);
    }
  }
  return earlier;
}

// How many reports have what a share of whole weeks has.
double ExpectedReports(double share, const VersionCounts& counts) {
  const double of_a_day = 1 - std::pow(1 - share, 1.0 / 7);
  return static_cast<double>(counts.alone) * share +
         static_cast<double>(counts.reports - counts.alone) * of_a_day;
}

std::vector<SilentChart> SilentCharts(const VersionCounts& counts, const Baseline& earlier) {
  std::vector<SilentChart> silent;
  for (const auto& [chart, with_it] : earlier.charts) {
    const double share = static_cast<double>(with_it) / static_cast<double>(earlier.reports);
    const double expected = ExpectedReports(share, counts);
    const auto found = counts.charts.find(chart);
    const int64_t observed = found == counts.charts.end() ? 0 : found->second;
    if (IsSilent(observed, counts.reports, expected)) silent.push_back({chart, observed, expected});
  }
  std::stable_sort(silent.begin(), silent.end(), [](const SilentChart& a, const SilentChart& b) {
    return a.expected > b.expected;
  });
  return silent;
}

std::vector<SilentVersion> SilentVersions(const ReleaseCounts& least, const ReleaseCounts& most,
                                          absl::CivilDay week, const std::string& program) {
  std::vector<SilentVersion> silent;
  const ProgramCounts* const of_week = Find(most, week, program);
  if (of_week == nullptr) return silent;
  const std::map<std::string, Baseline> baselines = BaselinesOf(least, week, program);
  for (const auto& [version, counted] : of_week->versions) {
    std::vector<SilentChart> charts = SilentCharts(counted, EarlierThan(version, baselines));
    if (!charts.empty()) silent.push_back({version, counted.reports, std::move(charts)});
  }
  std::sort(silent.begin(), silent.end(), [](const SilentVersion& a, const SilentVersion& b) {
    return IsEarlierVersion(a.version, b.version);
  });
  return silent;
}

// Of the days from the week's Monday to `last`.
int64_t ReportsUntil(const ProgramCounts* counts, absl::CivilDay last) {
  int64_t sum = 0;
  if (counts == nullptr) return sum;
  for (const auto& [day, reports] : counts->reports_of_day) sum += day <= last ? reports : 0;
  return sum;
}

std::optional<FewReports> FewReportsOf(const ReleaseCounts& counts, absl::CivilDay week,
                                       const std::string& program, absl::CivilDay today) {
  const absl::CivilDay last = std::min(week, today - kDaysToArrive);
  if (last <= week - 7) return std::nullopt;
  if (Find(counts, week - 7 * kWeeksBefore, program) == nullptr) return std::nullopt;
  std::array<int64_t, kWeeksBefore> before = {};
  for (int i = 0; i < kWeeksBefore; ++i) {
    const int days = 7 * (i + 1);
    before[i] = ReportsUntil(Find(counts, week - days, program), last - days);
  }
  std::sort(before.begin(), before.end());
  const double median = static_cast<double>(before[1] + before[2]) / 2;
  const int64_t reports = ReportsUntil(Find(counts, week, program), last);
  if (!AreFew(reports, median)) return std::nullopt;
  return FewReports{.reports = reports, .median = median, .last = last};
}

// The owners of what has not ended of a program.
class Owners {
 public:
  Owners(const ApprovedCounters& approved, const std::string& program, absl::CivilDay today)
      : today_(today) {
    for (const v1::ProgramConfig& listed : approved.config().programs()) {
      if (listed.name() != program) continue;
      for (const v1::CounterConfig& counter : listed.counters()) {
        const absl::string_view name = counter.name();
        Add({ReleaseItem::Kind::kCounter, std::string(name.substr(0, name.find(':'))), ""},
            counter);
      }
      for (const v1::CounterConfig& stack : listed.stacks()) {
        Add({ReleaseItem::Kind::kStack, stack.name(), ""}, stack);
      }
    }
  }

  // Whether nothing is approved any more.
  bool empty() const { return owners_.empty(); }
  bool Has(const ReleaseItem& chart) const { return owners_.contains(chart); }

  void AppendOf(const ReleaseItem& chart, std::set<std::string>& owners) const {
    const auto found = owners_.find(chart);
    if (found != owners_.end()) owners.insert(found->second.begin(), found->second.end());
  }
  void AppendAll(std::set<std::string>& owners) const {
    for (const auto& [chart, of_chart] : owners_) owners.insert(of_chart.begin(), of_chart.end());
  }

 private:
  void Add(const ReleaseItem& chart, const v1::CounterConfig& counter) {
    const std::optional<absl::CivilDay> expires = ParseCivilDay(counter.expires());
    if (expires.has_value() && today_ >= *expires) return;
    owners_[chart].insert(counter.owners().begin(), counter.owners().end());
  }

  const absl::CivilDay today_;
  std::map<ReleaseItem, std::set<std::string>> owners_;
};

// Leaves out charts that have ended, and names the owners of the others.
void Address(const Owners& owners, HealthAlarm& alarm) {
  std::set<std::string> all;
  for (SilentVersion& version : alarm.versions) {
    std::vector<SilentChart>& charts = version.charts;
    charts.erase(
        std::remove_if(charts.begin(), charts.end(),
                       [&](const SilentChart& silent) { return !owners.Has(silent.chart); }),
        charts.end());
    for (const SilentChart& silent : charts) owners.AppendOf(silent.chart, all);
  }
  std::vector<SilentVersion>& versions = alarm.versions;
  versions.erase(
      std::remove_if(versions.begin(), versions.end(),
                     [](const SilentVersion& version) { return version.charts.empty(); }),
      versions.end());
  if (owners.empty()) alarm.few_reports.reset();
  if (alarm.few_reports.has_value()) owners.AppendAll(all);
  alarm.owners.assign(all.begin(), all.end());
}

std::string Number(double number) { return absl::StrFormat("%.0f", number); }

std::string VersionText(const SilentVersion& version) {
  std::vector<std::string> charts;
  for (const SilentChart& silent : version.charts) {
    if (charts.size() == kMaxChartsOfALine) break;
    charts.push_back(absl::StrCat(silent.chart.chart, " (", silent.observed, " of ",
                                  Number(silent.expected), ")"));
  }
  std::string text = absl::StrCat(
      version.version, ", ", version.reports, version.reports == 1 ? " report" : " reports",
      ", is silent where earlier versions are not: ", absl::StrJoin(charts, ", "));
  if (version.charts.size() > charts.size()) {
    absl::StrAppend(&text, " and ", version.charts.size() - charts.size(), " more");
  }
  return text;
}

}  // namespace

bool IsSilent(int64_t observed, int64_t reports, double expected) {
  if (reports <= 0) return false;
  if (observed == 0 && expected >= kMinExpected) return true;
  if (static_cast<double>(observed) >= kSilentPart * expected) return false;
  const double share = expected / static_cast<double>(reports);
  return BinomialTail(observed, reports, share) < kUnlikely;
}

bool AreFew(int64_t reports, double median) {
  return static_cast<double>(reports) < median / 2 && PoissonTail(reports, median) < kUnlikely;
}

std::vector<HealthAlarm> FindHealthAlarms(const ReleaseCounts& counts,
                                          const ApprovedCounters* approved, absl::CivilDay today) {
  return FindHealthAlarms(counts, counts, approved, today);
}

std::vector<HealthAlarm> FindHealthAlarms(const ReleaseCounts& least, const ReleaseCounts& most,
                                          const ApprovedCounters* approved, absl::CivilDay today) {
  std::set<std::string> programs;
  for (const auto& [week, of_week] : most) {
    for (const auto& [program, counted] : of_week) programs.insert(program);
  }
  std::vector<HealthAlarm> alarms;
  const absl::CivilDay this_week = WeekEnd(today);
  for (const absl::CivilDay week : {this_week - 7, this_week}) {
    for (const std::string& program : programs) {
      HealthAlarm alarm{.program = program,
                        .week = week,
                        .versions = SilentVersions(least, most, week, program),
                        .few_reports = FewReportsOf(most, week, program, today)};
      if (approved != nullptr) Address(Owners(*approved, program, today), alarm);
      if (!alarm.versions.empty() || alarm.few_reports.has_value()) {
        alarms.push_back(std::move(alarm));
      }
    }
  }
  return alarms;
}

std::string HealthAlarmLine(const HealthAlarm& alarm) {
  std::vector<std::string> parts;
  for (const SilentVersion& version : alarm.versions) parts.push_back(VersionText(version));
  if (alarm.few_reports.has_value()) {
    const FewReports& few = *alarm.few_reports;
    parts.push_back(absl::StrCat(few.reports, " reports until ", FormatCivilDay(few.last),
                                 ", where ", Number(few.median), " are usual"));
  }
  std::string line = absl::StrCat(alarm.program, ", week to ", FormatCivilDay(alarm.week), ": ",
                                  absl::StrJoin(parts, "; "));
  if (!alarm.owners.empty()) {
    absl::StrAppend(&line, "; for ", absl::StrJoin(alarm.owners, ", "));
  }
  return line;
}

}  // namespace telemetry
