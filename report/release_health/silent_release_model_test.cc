// How often healthy weeks raise an alarm, and how soon a silent version does. Machines report once a
// week, on weekdays of their own, and now and then not at all; reports arrive with delays; releases are
// adopted in the course of weeks, so that of many reports a new version had only some days.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gtest/gtest.h"
#include "report/release_health/release_counts.h"
#include "report/release_health/silent_release.h"

namespace telemetry {
namespace {

constexpr char kTool[] = "example.com/tool";
constexpr absl::CivilDay kFirstMonday(2026, 1, 5);
constexpr int kDaysBetweenReleases = 24;
constexpr int kCharts = 6;
// The share of whole weeks that have each chart.
constexpr std::array<double, kCharts> kShares = {0.03, 0.1, 0.3, 0.6, 0.9, 1};

struct Machine {
  int weekday = 0;
  int version = 0;    // now
  int updated = -99;  // on this day
};

// A program that is used on so many machines, from day 0 on.
class World {
 public:
  World(uint32_t seed, int machines) : random_(seed) {
    for (int i = 0; i < machines; ++i) machines_.push_back({.weekday = Below(7)});
  }

  // From this release on, nothing is counted.
  void SilenceFrom(int version) { silent_ = version; }

  // A day passes. Returns what is known at its end.
  const ReleaseCounts& Pass() {
    for (Machine& machine : machines_) {
      // Half of those who have not updated do so in three days.
      if (machine.version < Newest() && Chance() < 0.2) {
        previous_[&machine] = machine.version;
        machine.version = Newest();
        machine.updated = day_;
      }
      if (day_ % 7 == machine.weekday && Chance() < 0.93) Report(machine);
    }
    for (auto due = pending_.begin(); due != pending_.end() && due->first <= day_;) {
      Deliver(due->second);
      due = pending_.erase(due);
    }
    ++day_;
    return counts_;
  }

  absl::CivilDay Today() const { return kFirstMonday + day_ - 1; }
  int Newest() const { return day_ / kDaysBetweenReleases; }

 private:
  struct Entry {
    int version;
    std::array<bool, kCharts> has = {};
  };
  struct Sent {
    absl::CivilDay day;
    std::vector<Entry> entries = {};
  };

  double Chance() { return static_cast<double>(random_()) / 4294967296.0; }
  int Below(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }

  Entry Used(int version, int days) {
    Entry entry{.version = version};
    for (int i = 0; i < kCharts; ++i) {
      entry.has[i] = version < silent_ && Chance() < 1 - std::pow(1 - kShares[i], days / 7.0);
    }
    return entry;
  }

  void Report(const Machine& machine) {
    Sent sent{.day = kFirstMonday + day_};
    const int days = std::min(day_ - machine.updated, 7);
    if (days < 7) sent.entries.push_back(Used(previous_[&machine], 7 - days));
    if (days > 0) sent.entries.push_back(Used(machine.version, days));
    const double delay = Chance();
    const int days_late = delay < 0.6 ? 0 : delay < 0.85 ? 1 : delay < 0.95 ? 2 : 3 + Below(10);
    pending_.emplace(day_ + days_late, std::move(sent));
  }

  void Deliver(const Sent& sent) {
    ProgramCounts& program = counts_[WeekEnd(sent.day)][kTool];
    ++program.reports;
    ++program.reports_of_day[sent.day];
    for (const Entry& entry : sent.entries) {
      VersionCounts& version = program.versions[absl::StrCat("v1.", entry.version, ".0")];
      ++version.reports;
      if (sent.entries.size() == 1) ++version.alone;
      for (int i = 0; i < kCharts; ++i) {
        if (entry.has[i]) ++version.charts[kNames[i]];
      }
    }
    while (counts_.size() > 7) counts_.erase(counts_.begin());
  }

  const std::array<ReleaseItem, kCharts> kNames = [] {
    std::array<ReleaseItem, kCharts> names;
    for (int i = 0; i < kCharts; ++i) {
      names[i] = {ReleaseItem::Kind::kCounter, absl::StrCat("c", i), ""};
    }
    return names;
  }();
  std::mt19937 random_;
  int day_ = 0;
  int silent_ = 1 << 20;
  std::vector<Machine> machines_;
  std::map<const Machine*, int> previous_;
  std::multimap<int, Sent> pending_;
  ReleaseCounts counts_;
};

TEST(SilentReleaseModelTest, HealthyWeeksRaiseAnAlarmInLessThanOnePercent) {
  int weeks = 0;
  int alarming = 0;
  for (uint32_t seed = 1; seed <= 50; ++seed) {
    World world(seed, std::array<int, 5>{15, 30, 60, 120, 250}[seed % 5]);
    std::set<absl::CivilDay> alarms;
    for (int day = 0; day < 200 * 7; ++day) {
      const ReleaseCounts& counts = world.Pass();
      // Looked at more than once a week: a single look must not be the lucky one.
      if (day % 7 != 1 && day % 7 != 3 && day % 7 != 6) continue;
      for (const HealthAlarm& alarm : FindHealthAlarms(counts, nullptr, world.Today())) {
        alarms.insert(alarm.week);
      }
    }
    weeks += 200;
    alarming += static_cast<int>(alarms.size());
  }
  EXPECT_EQ(weeks, 10000);
  EXPECT_LT(alarming, weeks / 100);
  RecordProperty("alarming_weeks", alarming);
}

TEST(SilentReleaseModelTest, AVersionThatCountsNothingRaisesOneInItsFirstWeek) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    World world(seed, 120);
    world.SilenceFrom(4);
    std::optional<int> raised;
    for (int day = 0; day < 5 * kDaysBetweenReleases && !raised.has_value(); ++day) {
      const ReleaseCounts& counts = world.Pass();
      for (const HealthAlarm& alarm : FindHealthAlarms(counts, nullptr, world.Today())) {
        if (!alarm.versions.empty() && alarm.versions[0].version == "v1.4.0") raised = day;
      }
    }
    ASSERT_TRUE(raised.has_value()) << seed;
    EXPECT_LE(*raised, 4 * kDaysBetweenReleases + 7) << seed;
  }
}

}  // namespace
}  // namespace telemetry
