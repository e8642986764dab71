#include "cmd/gotelemetry/web_view/state/left_out_items.h"

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "config/upload_config/approved_counters.h"
#include "report/left_out.h"
#include "report/local_counts/weekly_counts.h"
#include "report/making/report_filter.h"
#include "report/report.pb.h"

namespace telemetry::cmd {

std::vector<ItemLeftOut> FindItemsLeftOut(absl::Span<const WeekCounts> weeks,
                                          const ApprovedCounters& approved, absl::CivilDay day) {
  // Program, version, compiler, kind, name.
  using Key = std::tuple<std::string, std::string, std::string, ItemKind, std::string>;
  std::map<Key, ItemLeftOut> items;
  for (const WeekCounts& week : weeks) {
    for (const v1::ProgramReport& program : week.programs) {
      v1::Report report;  // X is 0: anything approved at any rate counts as approved
      *report.add_programs() = program;
      for (LeftOut& item : FilterReport(report, approved, day).left_out) {
        if (item.kind == ItemKind::kFrames) continue;  // the stack itself is not left out
        Key key(item.program, program.version(), program.go_version(), item.kind, item.name);
        items.try_emplace(std::move(key), ItemLeftOut{.version = program.version(),
                                                      .go_version = program.go_version(),
                                                      .item = std::move(item)});
      }
    }
  }
  std::vector<ItemLeftOut> ordered;
  ordered.reserve(items.size());
  for (auto& [key, item] : items) ordered.push_back(std::move(item));
  return ordered;
}

}  // namespace telemetry::cmd
