#include "upload/site/health/public_intake.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "report/release_health/release_counts.h"

namespace telemetry {
namespace {

// One of so many is left out, as of releases (release_counts.h).
constexpr uint64_t kLeftOutOf = 5;
// Of a row with more reports, which of the further ones count is not drawn: four fifths of them do.
constexpr int64_t kMaxDrawn = 10000;

// A step of SplitMix64 (Steele, Lea and Flood, 2014).
uint64_t Mixed(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

uint64_t HashOf(const IntakeCount& row, uint64_t secret) {
  uint64_t hash = Mixed(secret);
  for (const char c : absl::StrCat(absl::FormatCivilTime(row.day), " ",
                                   IntakeKindName(row.key.kind), " ", row.key.name)) {
    hash = Mixed(hash ^ static_cast<uint8_t>(c));
  }
  return hash;
}

// About four fifths of the row's reports; never less than before if there are more of them.
int64_t Thinned(const IntakeCount& row, uint64_t secret) {
  const uint64_t hash = HashOf(row, secret);
  int64_t kept = 0;
  const int64_t drawn = std::min(row.reports, kMaxDrawn);
  for (int64_t i = 0; i < drawn; ++i) {
    kept += Mixed(hash + static_cast<uint64_t>(i)) % kLeftOutOf != 0 ? 1 : 0;
  }
  return kept + (row.reports - drawn) * 4 / 5;
}

PublicValue Rounded(int64_t reports, int64_t min_reports) {
  if (min_reports == 1) return {PublicValue::Kind::kExact, reports};
  if (reports < min_reports) return {PublicValue::Kind::kFewerThan, min_reports};
  return {PublicValue::Kind::kAtLeast, reports / min_reports * min_reports};
}

bool IsShown(const PublicValue& value) {
  return value.kind == PublicValue::Kind::kExact ? value.value > 0
                                                 : value.kind == PublicValue::Kind::kAtLeast;
}

using Sums = std::map<IntakeKey, int64_t>;

class WeekMaker {
 public:
  WeekMaker(absl::CivilDay week, const Sums& sums, int64_t min_reports)
      : sums_(sums), min_reports_(min_reports), week_{.week = week} {}

  PublicIntakeWeek Make() && {
    AddAll(IntakeKind::kOutcome, kIntakeOutcomes, week_.outcomes);
    AddAll(IntakeKind::kDelay, kIntakeDelays, week_.delays);
    int64_t received = 0;
    for (const PublicIntakeCount& outcome : week_.outcomes) {
      if (IsShown(outcome.reports)) received += outcome.reports.value;
    }
    week_.received = {min_reports_ == 1 ? PublicValue::Kind::kExact : PublicValue::Kind::kAtLeast,
                      received};
    for (const auto& [key, reports] : sums_) AddNamed(key, Rounded(reports, min_reports_));
    SortByReports(week_.configs);
    SortByReports(week_.drops);
    return std::move(week_);
  }

 private:
  void AddAll(IntakeKind kind, absl::Span<const absl::string_view> names,
              std::vector<PublicIntakeCount>& list) const {
    for (const absl::string_view name : names) {
      const auto found = sums_.find({kind, std::string(name)});
      const int64_t reports = found == sums_.end() ? 0 : found->second;
      list.push_back({std::string(name), Rounded(reports, min_reports_)});
    }
  }

  void AddNamed(const IntakeKey& key, const PublicValue& reports) {
    if (!IsShown(reports)) return;
    if (key.kind == IntakeKind::kConfig) week_.configs.push_back({key.name, reports});
    if (key.kind != IntakeKind::kDrop) return;
    std::vector<std::string> parts = absl::StrSplit(key.name, '\n');
    parts.resize(3);
    week_.drops.push_back({parts[0], parts[1], parts[2], reports});
  }

  template <typename Item>
  static void SortByReports(std::vector<Item>& items) {
    std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
      return a.reports.value > b.reports.value;
    });
  }

  const Sums& sums_;
  const int64_t min_reports_;
  PublicIntakeWeek week_;
};

}  // namespace

PublicIntake PublishIntake(absl::Span<const IntakeCount> counts, uint64_t secret,
                           absl::CivilDay today, int64_t min_reports) {
  std::map<absl::CivilDay, Sums> weeks;
  for (const IntakeCount& row : counts) {
    weeks[WeekEnd(row.day)][row.key] += min_reports == 1 ? row.reports : Thinned(row, secret);
  }
  PublicIntake intake;
  for (int i = 0; i < kIntakeWeeks; ++i) {
    const absl::CivilDay week = WeekEnd(today) - 7 * i;
    intake.push_back(WeekMaker(week, weeks[week], min_reports).Make());
  }
  return intake;
}

int64_t HiddenValues(const PublicCharts& charts) {
  int64_t hidden = 0;
  for (const PublicProgram& program : charts.programs) {
    for (const PublicChart& chart : program.charts) {
      hidden +=
          std::count_if(chart.buckets.begin(), chart.buckets.end(), [](const PublicBucket& bucket) {
            return bucket.value.kind == PublicValue::Kind::kFewerThan ||
                   (bucket.value.kind == PublicValue::Kind::kAtLeast && bucket.value.value == 0);
          });
    }
  }
  return hidden;
}

}  // namespace telemetry
