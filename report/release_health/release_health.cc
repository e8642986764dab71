#include "report/release_health/release_health.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <tuple>
#include <utility>

namespace telemetry {
namespace {

constexpr double kVanishedChance = 0.05;

double Share(int64_t reports, int64_t total) {
  return total > 0 ? static_cast<double>(reports) / static_cast<double>(total) : 0;
}

// A share of reports that are worth `effective` independent ones of `total`.
ShareOf Shared(int64_t reports, int64_t total, double effective) {
  return {.share = Share(reports, total), .reports = effective};
}

ReportCount CountOf(const VersionSample& sample, const ReleaseItem& item) {
  const auto found = sample.items.find(item);
  return found == sample.items.end() ? sample.others : found->second;
}

// The numbers of a and b, of all that they may be, whose shares differ least.
std::pair<int64_t, int64_t> Closest(const ReportCount& a, int64_t total_a, const ReportCount& b,
                                    int64_t total_b) {
  if (Share(b.low, total_b) > Share(a.high, total_a)) return {a.high, b.low};
  if (Share(a.low, total_a) > Share(b.high, total_b)) return {a.low, b.high};
  return {a.low, b.low};
}

// Whether the shares may be equal although not both numbers are known.
bool MayBeEqual(const ReportCount& a, int64_t total_a, const ReportCount& b, int64_t total_b) {
  return !(a.is_exact() && b.is_exact()) && Share(b.low, total_b) <= Share(a.high, total_a) &&
         Share(a.low, total_a) <= Share(b.high, total_b);
}

CrashShare CrashShareOf(const ReportCount& crashed, int64_t reports, double effective) {
  const double low = Share(crashed.low, reports);
  const double high = Share(crashed.high, reports);
  return {.crashed = crashed,
          .reports = reports,
          .share = high,
          .interval = {.low = WilsonInterval(low * effective, effective).low,
                       .high = WilsonInterval(high * effective, effective).high}};
}

// Which reports of two versions to compare for their crashes.
struct CrashSides {
  ReportCount a, b;
  int64_t total_a = 0, total_b = 0;
  double effective_a = 0, effective_b = 0;
};

// In one of them, crashes were seen or their counting was.
bool HasCrashCounts(const VersionSample& sample) {
  return sample.armed.high > 0 || sample.crashed.high > 0;
}

bool CountsAnything(const VersionSample& sample) {
  return std::any_of(sample.items.begin(), sample.items.end(),
                     [](const auto& item) { return item.second.low > 0; });
}

std::optional<CrashSides> CrashSidesOf(const VersionSample& a, const VersionSample& b) {
  if (a.reports == 0 || b.reports == 0) return std::nullopt;
  // What counts nothing at all counts no crashes, either, however often it crashes.
  if (CountsAnything(a) && !CountsAnything(b) && b.crashed.low == 0) return std::nullopt;
  if (a.armed.is_exact() && b.armed.is_exact() && a.armed.low > 0 && b.armed.low > 0) {
    return CrashSides{a.armed_crashed,
                      b.armed_crashed,
                      a.armed.low,
                      b.armed.low,
                      a.effective * Share(a.armed.low, a.reports),
                      b.effective * Share(b.armed.low, b.reports)};
  }
  // One of them counts crashes, of which the other knows nothing.
  if ((a.armed.low > 0 && !HasCrashCounts(b)) || (b.armed.low > 0 && !HasCrashCounts(a))) {
    return std::nullopt;
  }
  return CrashSides{a.crashed, b.crashed, a.reports, b.reports, a.effective, b.effective};
}

void CompareCrashes(const VersionSample& a, const VersionSample& b, ReleaseHealth& health) {
  const std::optional<CrashSides> sides = CrashSidesOf(a, b);
  if (!sides.has_value()) return;
  health.crash_verdict = CrashVerdict::kUnclear;
  const auto difference = [&](int64_t of_a, int64_t of_b) {
    return DifferenceInterval(Shared(of_a, sides->total_a, sides->effective_a),
                              Shared(of_b, sides->total_b, sides->effective_b));
  };
  health.crash_difference = {.low = difference(sides->a.high, sides->b.low).low,
                             .high = difference(sides->a.low, sides->b.high).high};
  if (health.crash_difference.low > 0) health.crash_verdict = CrashVerdict::kWorse;
  if (health.crash_difference.high < 0) health.crash_verdict = CrashVerdict::kBetter;
}

ShareChange Compare(const ReleaseItem& item, const VersionSample& a, const VersionSample& b) {
  ShareChange change{.item = item, .reports_a = CountOf(a, item), .reports_b = CountOf(b, item)};
  const auto [of_a, of_b] = Closest(change.reports_a, a.reports, change.reports_b, b.reports);
  const ShareOf share_a = Shared(of_a, a.reports, a.effective);
  const ShareOf share_b = Shared(of_b, b.reports, b.effective);
  change.share_a = share_a.share;
  change.share_b = share_b.share;
  if (MayBeEqual(change.reports_a, a.reports, change.reports_b, b.reports)) {
    change.interval = {-1, 1};
    return change;
  }
  change.interval = DifferenceInterval(share_a, share_b);
  change.p = DifferenceP(share_a, share_b);
  return change;
}

std::set<ReleaseItem> ItemsOf(const VersionSample& a, const VersionSample& b,
                              ReleaseItem::Kind kind) {
  std::set<ReleaseItem> items;
  for (const VersionSample* sample : {&a, &b}) {
    for (const auto& [item, count] : sample->items) {
      if (item.kind == kind) items.insert(item);
    }
  }
  return items;
}

void CompareCounters(const VersionSample& a, const VersionSample& b, ReleaseHealth& health) {
  std::vector<ShareChange>& changes = health.changes;
  for (const ReleaseItem& item : ItemsOf(a, b, ReleaseItem::Kind::kCounter)) {
    changes.push_back(Compare(item, a, b));
  }
  health.compared = static_cast<int64_t>(changes.size());
  std::vector<double> p;
  for (const ShareChange& change : changes) p.push_back(change.p);
  const std::vector<double> q = AdjustedP(p);
  for (size_t i = 0; i < q.size(); ++i) changes[i].q = q[i];
  std::stable_sort(changes.begin(), changes.end(), [](const ShareChange& x, const ShareChange& y) {
    const auto size = [](const ShareChange& change) {
      return std::abs(change.share_b - change.share_a);
    };
    return x.p != y.p ? x.p < y.p : size(x) > size(y);
  });
  if (changes.size() > kMaxChanges) changes.resize(kMaxChanges);
}

void SortAndCut(std::vector<StackChange>& stacks) {
  std::stable_sort(stacks.begin(), stacks.end(), [](const StackChange& a, const StackChange& b) {
    return a.reports > b.reports;
  });
  if (stacks.size() > kMaxStackChanges) stacks.resize(kMaxStackChanges);
}

bool HasStack(const VersionSample& sample, const ReleaseItem& stack) {
  return CountOf(sample, stack).low > 0;
}

// `samples` end with the version itself.
void CompareStacks(const std::vector<VersionSample>& samples, size_t index,
                   const VersionSample& before, ReleaseHealth& health) {
  const VersionSample& version = samples[index];
  for (const auto& [item, count] : version.items) {
    if (item.kind != ReleaseItem::Kind::kStack || count.low == 0) continue;
    const bool is_known = std::any_of(
        samples.begin(), samples.begin() + static_cast<ptrdiff_t>(index),
        [&, &stack = item](const VersionSample& earlier) { return HasStack(earlier, stack); });
    if (!is_known) health.new_stacks.push_back({item, count.low});
  }
  for (const auto& [item, count] : before.items) {
    if (item.kind != ReleaseItem::Kind::kStack || count.low == 0 || HasStack(version, item)) {
      continue;
    }
    const double chance =
        BinomialTail(CountOf(version, item).high, static_cast<int64_t>(version.effective),
                     Share(count.low, before.reports));
    if (chance < kVanishedChance) health.vanished_stacks.push_back({item, count.low});
  }
  SortAndCut(health.new_stacks);
  SortAndCut(health.vanished_stacks);
}

// The place of the version before; nullopt if there is none.
std::optional<size_t> Before(const std::vector<VersionSample>& samples, size_t index) {
  std::optional<size_t> before;
  for (size_t i = index; i-- > 0;) {
    if (samples[i].reports == 0) continue;
    if (samples[i].reports >= kAdoptedReports) return i;
    if (!before.has_value()) before = i;
  }
  return before;
}

ReleaseHealth Judge(const std::vector<VersionSample>& samples, size_t index) {
  const VersionSample& sample = samples[index];
  ReleaseHealth health{.version = sample.version,
                       .reports = sample.reports,
                       .effective = sample.effective,
                       .adoption = sample.adoption,
                       .crashes = CrashShareOf(sample.crashed, sample.reports, sample.effective)};
  if (sample.armed.is_exact() && sample.armed.low > 0) {
    health.armed_crashes = CrashShareOf(sample.armed_crashed, sample.armed.low,
                                        sample.effective * Share(sample.armed.low, sample.reports));
  }
  const std::optional<size_t> before = Before(samples, index);
  if (!before.has_value() || sample.reports == 0) return health;
  health.before = samples[*before].version;
  CompareCrashes(samples[*before], sample, health);
  CompareStacks(samples, index, samples[*before], health);
  CompareCounters(samples[*before], sample, health);
  return health;
}

void Add(int64_t n, ReportCount& count) {
  count.low += n;
  count.high += n;
}

// Of all weeks.
VersionSample SampleOf(const std::string& program, const std::string& version,
                       const ReleaseCounts& counts) {
  VersionSample sample{.version = version};
  std::vector<int64_t> weekly;
  for (const auto& [week, programs] : counts) {
    const auto of_week = programs.find(program);
    if (of_week == programs.end()) continue;
    const auto found = of_week->second.versions.find(version);
    static const auto& none = *new VersionCounts();
    const VersionCounts& counted = found == of_week->second.versions.end() ? none : found->second;
    sample.adoption.push_back(
        {week, ReportCount::Exactly(counted.reports), of_week->second.reports});
    weekly.push_back(counted.reports);
    sample.reports += counted.reports;
    Add(counted.crashed, sample.crashed);
    Add(counted.armed, sample.armed);
    Add(counted.armed_crashed, sample.armed_crashed);
    for (const auto& [item, count] : counted.items) Add(count, sample.items[item]);
  }
  sample.effective = EffectiveReports(weekly);
  return sample;
}

}  // namespace

absl::string_view CrashVerdictName(CrashVerdict verdict) {
  switch (verdict) {
    case CrashVerdict::kUnclear:
      return "unclear";
    case CrashVerdict::kWorse:
      return "worse";
    case CrashVerdict::kBetter:
      return "better";
    case CrashVerdict::kNone:
      break;
  }
  return "none";
}

ProgramHealth JudgeReleases(const std::string& program, std::vector<absl::CivilDay> weeks,
                            std::vector<VersionSample> samples) {
  std::sort(samples.begin(), samples.end(), [](const VersionSample& a, const VersionSample& b) {
    return IsEarlierVersion(a.version, b.version);
  });
  ProgramHealth health{.program = program, .weeks = std::move(weeks)};
  for (size_t i = 0; i < samples.size(); ++i) health.releases.push_back(Judge(samples, i));
  return health;
}

ProgramHealth ReleaseHealthOf(const std::string& program, const ReleaseCounts& counts) {
  std::set<std::string> versions;
  std::vector<absl::CivilDay> weeks;
  for (const auto& [week, programs] : counts) {
    const auto of_week = programs.find(program);
    if (of_week == programs.end()) continue;
    weeks.push_back(week);
    for (const auto& [version, counted] : of_week->second.versions) versions.insert(version);
  }
  std::vector<VersionSample> samples;
  for (const std::string& version : versions) {
    samples.push_back(SampleOf(program, version, counts));
  }
  return JudgeReleases(program, std::move(weeks), std::move(samples));
}

std::vector<std::string> ProgramsOf(const ReleaseCounts& counts) {
  std::set<std::string> programs;
  for (const auto& [week, of_week] : counts) {
    for (const auto& [program, counted] : of_week) programs.insert(program);
  }
  return {programs.begin(), programs.end()};
}

}  // namespace telemetry
