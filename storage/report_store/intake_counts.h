// What became of the reports that a collector got, day by day, in the store itself: for the page that says how
// its intake fares, and for its operator.
//
//   const IntakeKey key{.kind = IntakeKind::kOutcome, .name = "stored"};
//
// What a report with a week and an X counts for is committed with it (ReportArrival), in one transaction, even if
// nothing of it is left to store; only of others, IntakeCounts::Add() writes the counts later.
//
// A week and X count once, whatever is sent with them: all that comes later is "sent again" or "conflicting". Otherwise
// one machine could lift a number alone.
//
// Nothing that a stranger may choose is a name: not a program, a version or a config that the collector
// does not approve. So few different rows can come to be.

#ifndef STORAGE_REPORT_STORE_INTAKE_COUNTS_H_
#define STORAGE_REPORT_STORE_INTAKE_COUNTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

enum class IntakeKind {
  kOutcome,  // one of the names below
  kConfig,   // the version of the config that a report was checked against
  kDelay,    // the days from the end of a report's week to its arrival (IntakeDelayName)
  kDrop,     // of what is dropped: the approved program, the kind and the reason, a line each
};

// A word for each, as it is stored; and back, nullopt if it is none.
absl::string_view IntakeKindName(IntakeKind kind);
std::optional<IntakeKind> IntakeKindOf(absl::string_view name);

// Outcomes. Every report that arrives and can be stored has one of them.
inline constexpr absl::string_view kIntakeStored = "stored";
inline constexpr absl::string_view kIntakeAgain =
    "sent again";  // its week and X have counted before
inline constexpr absl::string_view kIntakeConflicting =
    "conflicting";  // another one of its week has its X
inline constexpr absl::string_view kIntakeEmpty = "nothing approved";  // nothing was left to store
inline constexpr absl::string_view kIntakeMalformed = "malformed";
inline constexpr absl::string_view kIntakeOutcomes[] = {
    kIntakeStored, kIntakeAgain, kIntakeConflicting, kIntakeEmpty, kIntakeMalformed};

// "0" to "7", "8-14" or "15-28" days. A clock that is wrong makes fewer or more of them: those count as 0 or 28.
std::string IntakeDelayName(int64_t days);
inline constexpr absl::string_view kIntakeDelays[] = {"0", "1", "2", "3",    "4",
                                                      "5", "6", "7", "8-14", "15-28"};

struct IntakeKey {
  IntakeKind kind = IntakeKind::kOutcome;
  std::string name = "";

  friend bool operator==(const IntakeKey& a, const IntakeKey& b) = default;
  friend bool operator<(const IntakeKey& a, const IntakeKey& b) {
    return std::tie(a.kind, a.name) < std::tie(b.kind, b.name);
  }
};

// What a report counts for if its week and X come for the first time; if they came before or it is in conflict, it
// counts only as that.
struct ReportArrival {
  absl::CivilDay day;                // in UTC
  std::vector<IntakeKey> keys = {};  // without the outcome
};

struct IntakeCount {
  absl::CivilDay day;  // of the arrival, in UTC
  IntakeKey key = {};
  int64_t reports = 0;

  friend bool operator==(const IntakeCount& a, const IntakeCount& b) = default;
};

// Thread-compatible: one thread at a time. Any number of processes may use the same store. Every error names the
// store, and has the codes of config_history.h.
class IntakeCounts {
 public:
  // Older days are removed.
  static constexpr int64_t kKeptDays = 90;

  virtual ~IntakeCounts() = default;

  // Adds to what is there, all of it durably or none.
  virtual absl::Status Add(const std::vector<IntakeCount>& counts) = 0;

  // All rows: the newest day first, of a day by kind and name.
  virtual absl::StatusOr<std::vector<IntakeCount>> List() = 0;
};

// Sums up what reports of a transaction count for.
//
//   IntakeSum sum;
//   sum.AddReport(arrival, kIntakeStored);
//   absl::Status status = write(sum.Counts());
class IntakeSum {
 public:
  // With `outcome` other than kIntakeStored and kIntakeEmpty, the keys do not count.
  void AddReport(const ReportArrival& arrival, absl::string_view outcome);
  void Add(absl::CivilDay day, const IntakeKey& key) { ++sums_[{day, key}]; }

  bool empty() const { return sums_.empty(); }
  std::vector<IntakeCount> Counts() const;

 private:
  std::map<std::pair<absl::CivilDay, IntakeKey>, int64_t> sums_;
};

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_INTAKE_COUNTS_H_
