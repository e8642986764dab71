// What the public may see of a collector's intake: how many reports came, and what became of them.
//
//   const PublicIntake intake = PublishIntake(counts, /*secret=*/secret, today, /*min_reports=*/5);
//
// With N = `min_reports` above 1, each number is
// 1. counted in about four of five reports: of each row of a day, which ones count is drawn with the secret. So
// numbers that are parts of one sum, such as delays of what is stored, do not add up to it, and nobody
// who sends reports of their own knows when a number steps up;
// 2. then rounded down to a multiple of N: "at least 25". Below N, zero included, it is "fewer than 5"
// and, if it is about a program, a reason or a config, does not occur.
// Nothing else is said: what is received is the sum of what is shown of the outcomes.
//
// Reports are counted by the week in which they arrived, Monday to Sunday. Pure; thread-safe.

#ifndef UPLOAD_SITE_HEALTH_PUBLIC_INTAKE_H_
#define UPLOAD_SITE_HEALTH_PUBLIC_INTAKE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "storage/report_store/intake_counts.h"
#include "upload/site/public_chart.h"

namespace telemetry {

struct PublicIntakeCount {
  std::string name;
  PublicValue reports = {};

  friend bool operator==(const PublicIntakeCount&, const PublicIntakeCount&) = default;
};

struct PublicIntakeDrop {
  std::string program;
  std::string kind;
  std::string reason;
  PublicValue reports = {};

  friend bool operator==(const PublicIntakeDrop&, const PublicIntakeDrop&) = default;
};

struct PublicIntakeWeek {
  absl::CivilDay week;        // its Sunday
  PublicValue received = {};  // "at least 0": not shown
  // In the order of kIntakeOutcomes and of kIntakeDelays.
  std::vector<PublicIntakeCount> outcomes = {};
  std::vector<PublicIntakeCount> delays = {};
  // Those with the most reports first.
  std::vector<PublicIntakeCount> configs = {};
  std::vector<PublicIntakeDrop> drops = {};

  friend bool operator==(const PublicIntakeWeek&, const PublicIntakeWeek&) = default;
};

// How many weeks are shown, with the one that is not over.
inline constexpr int kIntakeWeeks = 4;

// The latest week first; weeks in which nothing came are there, too.
using PublicIntake = std::vector<PublicIntakeWeek>;

PublicIntake PublishIntake(absl::Span<const IntakeCount> counts, uint64_t secret,
                           absl::CivilDay today, int64_t min_reports);

// How many numbers of reports the charts of a week hide.
int64_t HiddenValues(const PublicCharts& charts);

}  // namespace telemetry

#endif  // UPLOAD_SITE_HEALTH_PUBLIC_INTAKE_H_
