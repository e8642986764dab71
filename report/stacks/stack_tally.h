// How many reports have which stack: equal stacks of a program are counted together, over all
// weeks, versions and systems.
//
//   StackTally tally;
//   if (tally.StartReport(week, x)) tally.Add(build, "crash/crash\nmain.main:+34,+0xcd2", 3);
//   for (const CountedStack& stack : std::move(tally).Take()) show(stack.id);
//
// Not thread-safe.

#ifndef REPORT_STACKS_STACK_TALLY_H_
#define REPORT_STACKS_STACK_TALLY_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/counter_file/program_build.h"

namespace telemetry {

// What a program was built as, and for.
struct StackConfiguration {
  std::string version;
  std::string go_version;
  std::string goos;
  std::string goarch;

  friend auto operator<=>(const StackConfiguration&, const StackConfiguration&) = default;
};

struct CountedStack {
  std::string program;
  // Decoded, as in the reports.
  std::string stack;
  // StackId(stack).
  std::string id;
  // Reports that have it, and what they counted in all.
  int64_t reports = 0;
  int64_t times = 0;
  // Reports of each week, which is named by the day on which it ended, of each version and of each
  // configuration.
  std::map<absl::CivilDay, int64_t> weeks = {};
  std::map<std::string, int64_t> versions = {};
  std::map<StackConfiguration, int64_t> configurations = {};

  absl::CivilDay first_week() const { return weeks.begin()->first; }
  absl::CivilDay last_week() const { return weeks.rbegin()->first; }
  // Each version once, in the order of versions.
  std::vector<std::string> Versions() const;
};

class StackTally {
 public:
  // What follows is of the report with this week and X. False if it was counted before, as when two
  // datasets have the same report; then do not add its stacks.
  bool StartReport(absl::CivilDay week, double x);

  // Adds what an entry of the report counted for a stack. Precondition: StartReport() was called.
  void Add(const ProgramBuild& build, absl::string_view stack, int64_t times);

  // By program; in it, the stack of most reports first, then of the latest week, then by text.
  std::vector<CountedStack> Take() &&;

 private:
  struct Group {
    CountedStack counted;
    // The last report that was counted for it.
    int64_t report = 0;
    // The last report that was counted for each version and for each configuration.
    std::map<std::string, int64_t> report_of_version = {};
    std::map<StackConfiguration, int64_t> report_of_configuration = {};

    // Counts `report` once for `key`.
    template <typename Key>
    static void CountOnce(const Key& key, int64_t report, std::map<Key, int64_t>& last,
                          std::map<Key, int64_t>& counts);
  };

  absl::flat_hash_set<std::pair<int64_t, double>> seen_;
  absl::flat_hash_map<std::pair<std::string, std::string>, Group> groups_;
  absl::CivilDay week_;
  int64_t report_ = 0;
};

}  // namespace telemetry

#endif  // REPORT_STACKS_STACK_TALLY_H_
