#include "upload/site/health/public_release.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "report/chart/chart.pb.h"
#include "upload/site/public_chart.h"

namespace telemetry {
namespace {

// Stands for the reports that have a crash, among items.
ReleaseItem Crashes() { return {ReleaseItem::Kind::kStack, "", ""}; }

// A table of a week: what is known of each version's items.
struct PublicVersion {
  int64_t reports = 0;
  int64_t alone = 0;  // at least
  std::map<ReleaseItem, ReportCount> items = {};
  std::map<ReleaseItem, ReportCount> charts = {};
};
using PublicWeek = std::map<std::string, PublicVersion>;

// The most that charts let be shown of what they have a bar for.
class ShownInCharts {
 public:
  ShownInCharts(const std::string& program, const PublicCharts* charts) {
    if (charts == nullptr) return;
    for (const PublicProgram& each : charts->programs) {
      if (each.name != program) continue;
      for (const PublicChart& chart : each.charts) {
        for (const PublicBucket& bucket : chart.buckets) Add(chart.name, bucket);
      }
    }
  }

  // `count`, or less.
  int64_t Limit(const std::string& chart, const std::string& bucket, int64_t count) const {
    const auto found = most_.find({chart, bucket});
    return found == most_.end() ? count : std::min(count, found->second);
  }

 private:
  void Add(const std::string& chart, const PublicBucket& bucket) {
    const PublicValue& value = bucket.value;
    if (value.kind == PublicValue::Kind::kExact) return;
    most_[{chart, bucket.key}] = value.kind == PublicValue::Kind::kAtLeast ? value.value : 0;
  }

  std::map<std::pair<std::string, std::string>, int64_t> most_;
};

ReportCount Known(int64_t count, int64_t min_reports) {
  return count >= min_reports || min_reports <= 1 ? ReportCount::Exactly(count)
                                                  : ReportCount{0, min_reports - 1};
}

// A number that says nothing about less than min_reports on either side.
int64_t Alone(const VersionCounts& counts, int64_t min_reports) {
  if (min_reports <= 1) return counts.alone;
  if (counts.reports - counts.alone < min_reports) {
    return std::max<int64_t>(counts.reports - min_reports + 1, 0);
  }
  return counts.alone / min_reports * min_reports;
}

// Of each bucket of a chart, what may be shown if somebody knows the sum of all of them, as the rules of
// public_chart.h have it.
using Row = std::map<ReleaseItem, int64_t>;
Row LimitedByTheirSum(const Row& row, int64_t min_reports) {
  v1::ChartData data;
  data.add_date_range("");
  data.add_date_range("");
  v1::Chart& chart = *data.add_programs()->add_charts();
  for (const auto& [item, count] : row) {
    v1::Datum& datum = *chart.add_data();
    datum.set_key(item.bucket);
    datum.set_value(count);
  }
  const PublicCharts published = telemetry::PublishWeek(data, min_reports);
  std::map<std::string, int64_t> limits;
  for (const PublicBucket& bucket : published.programs.front().charts.front().buckets) {
    const bool is_hidden = bucket.value.kind == PublicValue::Kind::kFewerThan;
    limits[bucket.key] = is_hidden ? 0 : bucket.value.value;
  }
  Row limited;
  for (const auto& [item, count] : row) limited[item] = std::min(count, limits[item.bucket]);
  return limited;
}

// The same for all charts of a version.
Row LimitedByRows(const Row& items, int64_t min_reports) {
  std::map<std::pair<ReleaseItem::Kind, std::string>, Row> rows;
  for (const auto& [item, count] : items) rows[{item.kind, item.chart}][item] = count;
  Row limited;
  for (const auto& [chart, row] : rows) limited.merge(LimitedByTheirSum(row, min_reports));
  return limited;
}

PublicVersion PublishVersion(const VersionCounts& counts, int64_t reports,
                             const ShownInCharts& shown, int64_t min_reports) {
  PublicVersion known{.reports = reports, .alone = std::min(Alone(counts, min_reports), reports)};
  const Row rows = LimitedByRows(counts.items, min_reports);
  for (const auto& [item, count] : counts.items) {
    const int64_t limited = item.kind == ReleaseItem::Kind::kCounter
                                ? shown.Limit(item.chart, item.bucket, rows.at(item))
                                : rows.at(item);
    // What charts hide may be many reports.
    known.items[item] = limited < min_reports && count >= min_reports && min_reports > 1
                            ? ReportCount{0, std::max(reports, min_reports - 1)}
                            : Known(std::min(limited, reports), min_reports);
  }
  for (const auto& [chart, count] : counts.charts) {
    known.charts[chart] = Known(std::min(count, reports), min_reports);
  }
  const bool stands_out = min_reports > 1 && counts.reports - counts.crashed < min_reports;
  known.items[Crashes()] =
      stands_out ? ReportCount{0, reports} : Known(std::min(counts.crashed, reports), min_reports);
  return known;
}

PublicWeek PublishWeek(const ProgramCounts& counts, const ProgramCounts& exact,
                       const ShownInCharts& shown, int64_t min_reports) {
  PublicWeek week;
  for (const auto& [version, counted] : counts.versions) {
    const auto all = exact.versions.find(version);
    if (all == exact.versions.end()) continue;
    if (all->second.reports - counted.reports < min_reports - 1) continue;
    const int64_t reports = shown.Limit("Version", version, counted.reports);
    if (reports < (min_reports > 1 ? 2 * min_reports : 1)) continue;
    week[version] = PublishVersion(counted, reports, shown, min_reports);
  }
  return week;
}

using PublicWeeks = std::map<absl::CivilDay, PublicWeek>;

ReportCount Adopted(const PublicWeek& week, const std::string& version, int64_t min_reports) {
  const auto found = week.find(version);
  return found == week.end() ? ReportCount{0, min_reports - 1}
                             : ReportCount::Exactly(found->second.reports);
}

int64_t Total(const PublicWeek& week) {
  int64_t total = 0;
  for (const auto& [version, known] : week) total += known.reports;
  return total;
}

// That of the week in which most reports have the version.
VersionSample SampleOf(const std::string& version, const PublicWeeks& weeks, int64_t min_reports) {
  VersionSample sample{.version = version, .others = {0, min_reports - 1}};
  const PublicVersion* best = nullptr;
  for (const auto& [sunday, week] : weeks) {
    sample.adoption.push_back({sunday, Adopted(week, version, min_reports), Total(week)});
    const auto found = week.find(version);
    if (found == week.end()) continue;
    if (best == nullptr || found->second.reports >= best->reports) best = &found->second;
  }
  if (best == nullptr) return sample;
  sample.reports = best->reports;
  sample.effective = static_cast<double>(best->reports);
  for (const auto& [item, count] : best->items) {
    if (item == Crashes()) {
      sample.crashed = count;
    } else {
      sample.items[item] = count;
    }
  }
  const auto armed = sample.items.find(
      {ReleaseItem::Kind::kCounter, std::string(kArmedName), std::string(kArmedName)});
  // Not how many: who knows both numbers of crashes knows how many are of reports that did not count them.
  if (armed != sample.items.end()) sample.armed = {armed->second.low, best->reports + 1};
  return sample;
}

// Items that no version shows do not occur: their names would.
void ForgetHidden(std::vector<VersionSample>& samples) {
  std::map<ReleaseItem, bool> shown;
  for (const VersionSample& sample : samples) {
    for (const auto& [item, count] : sample.items) shown[item] |= count.low > 0;
  }
  for (VersionSample& sample : samples) {
    for (const auto& [item, is_shown] : shown) {
      if (!is_shown) sample.items.erase(item);
    }
  }
}

// Of what is known, the least or the most.
ReleaseCounts Bound(const std::string& program, const ReleaseCounts& exact,
                    const PublicWeeks& weeks, int64_t ReportCount::*bound, int64_t min_reports) {
  ReleaseCounts counts;
  for (const auto& [sunday, week] : weeks) {
    ProgramCounts& of_week = counts[sunday][program];
    for (const auto& [version, known] : week) {
      of_week.reports += known.reports;
      VersionCounts& counted = of_week.versions[version];
      counted.reports = known.reports;
      counted.alone = known.alone;
      for (const auto& [chart, count] : known.charts) counted.charts[chart] = count.*bound;
    }
    for (const auto& [day, reports] : exact.at(sunday).at(program).reports_of_day) {
      of_week.reports_of_day[day] = reports / min_reports * min_reports;
    }
  }
  return counts;
}

// What is not in the table of a week may still be in a few reports of each of its versions.
void AddUnknown(const ReleaseCounts& least, int64_t min_reports, ReleaseCounts& most) {
  std::map<ReleaseItem, int64_t> charts;
  for (const auto& [week, programs] : least) {
    for (const auto& [program, counted] : programs) {
      for (const auto& [version, of_version] : counted.versions) {
        for (const auto& [chart, count] : of_version.charts) charts[chart] = min_reports - 1;
      }
    }
  }
  for (auto& [week, programs] : most) {
    for (auto& [program, counted] : programs) {
      for (auto& [version, of_version] : counted.versions) {
        of_version.charts.insert(charts.begin(), charts.end());
      }
    }
  }
}

}  // namespace

PublicReleases PublishReleases(const std::string& program, const ReleaseCounts& exact,
                               const ReleaseCounts& counts, const ChartsOfWeeks& charts,
                               const ApprovedCounters* approved, absl::CivilDay today,
                               int64_t min_reports) {
  PublicWeeks weeks;
  std::vector<absl::CivilDay> sundays;
  for (const auto& [sunday, programs] : counts) {
    const auto found = programs.find(program);
    if (found == programs.end()) continue;
    const auto shown = charts.find(sunday);
    weeks[sunday] = PublishWeek(
        found->second, exact.at(sunday).at(program),
        ShownInCharts(program, shown == charts.end() ? nullptr : &shown->second), min_reports);
    sundays.push_back(sunday);
  }
  std::set<std::string> versions;
  for (const auto& [sunday, week] : weeks) {
    for (const auto& [version, known] : week) versions.insert(version);
  }
  std::vector<VersionSample> samples;
  for (const std::string& version : versions) {
    samples.push_back(SampleOf(version, weeks, min_reports));
  }
  ForgetHidden(samples);
  const ReleaseCounts least = Bound(program, counts, weeks, &ReportCount::low, min_reports);
  ReleaseCounts most = Bound(program, counts, weeks, &ReportCount::high, min_reports);
  AddUnknown(least, min_reports, most);
  return {.health = JudgeReleases(program, std::move(sundays), std::move(samples)),
          .alarms = FindHealthAlarms(least, most, approved, today)};
}

}  // namespace telemetry
