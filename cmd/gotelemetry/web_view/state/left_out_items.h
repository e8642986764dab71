// Finds out why items that were counted would stay on this machine.
//
//   for (const ItemLeftOut& item : FindItemsLeftOut(counts.weeks, approved, today)) explain(item);

#ifndef CMD_GOTELEMETRY_WEB_VIEW_STATE_LEFT_OUT_ITEMS_H_
#define CMD_GOTELEMETRY_WEB_VIEW_STATE_LEFT_OUT_ITEMS_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "config/upload_config/approved_counters.h"
#include "report/left_out.h"
#include "report/local_counts/weekly_counts.h"

namespace telemetry::cmd {

// An item of a build. Approval depends on the build: report_filter.h considers a program's version
// and compiler, but neither the operating system nor the week.
struct ItemLeftOut {
  std::string version;
  std::string go_version;
  LeftOut item;

  friend bool operator==(const ItemLeftOut& a, const ItemLeftOut& b) = default;
};

// Returns the items that no report would contain in any week, because the config does not approve
// them at any rate on `day`. Each item once, ordered by program, version, compiler, kind and name.
// Pure.
std::vector<ItemLeftOut> FindItemsLeftOut(absl::Span<const WeekCounts> weeks,
                                          const ApprovedCounters& approved, absl::CivilDay day);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_STATE_LEFT_OUT_ITEMS_H_
