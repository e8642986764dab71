#include "report/internal/keep_items.h"

#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/map.h"
#include "storage/counter_name.h"

namespace telemetry::internal {
namespace {

using CountMap = google::protobuf::Map<std::string, int64_t>;

// Reasons by name: sorted, and each name once.
using Reasons = std::map<std::string, std::string>;

void AppendReasons(std::vector<LeftOut>& left_out, absl::string_view program, ItemKind kind,
                   const Reasons& reasons) {
  for (const auto& [name, reason] : reasons) {
    left_out.push_back({std::string(program), kind, name, reason});
  }
}

// Copies everything about an entry but its counts.
v1::ProgramReport DescriptionOf(const v1::ProgramReport& entry) {
  v1::ProgramReport description;
  description.set_program(entry.program());
  description.set_version(entry.version());
  description.set_go_version(entry.go_version());
  description.set_goos(entry.goos());
  description.set_goarch(entry.goarch());
  return description;
}

class Keeper {
 public:
  explicit Keeper(const KeepRules& rules) : rules_(rules) {}

  void Keep(const v1::ProgramReport& entry) {
    if (std::string reason = rules_.program(entry); !reason.empty()) {
      result_.left_out.push_back({entry.program(), ItemKind::kProgram, "", std::move(reason)});
      return;
    }
    v1::ProgramReport& kept = *result_.report.add_programs();
    kept = DescriptionOf(entry);
    KeepCounters(entry, *kept.mutable_counters());
    KeepStacks(entry, *kept.mutable_stacks());
  }

  KeptItems Take() && { return std::move(result_); }

 private:
  void KeepCounters(const v1::ProgramReport& entry, CountMap& kept) {
    Reasons reasons;
    for (const auto& [name, count] : entry.counters()) {
      if (std::string reason = rules_.counter(entry.program(), name); reason.empty()) {
        kept[name] = count;
      } else {
        reasons[name] = std::move(reason);
      }
    }
    AppendReasons(result_.left_out, entry.program(), ItemKind::kCounter, reasons);
  }

  void KeepStacks(const v1::ProgramReport& entry, CountMap& kept) {
    Reasons reasons;
    for (const auto& [name, count] : entry.stacks()) {
      const absl::string_view title = StackTitle(name);
      if (std::string reason = rules_.stack(entry.program(), title); reason.empty()) {
        kept[name] = count;
      } else {
        reasons[std::string(title)] = std::move(reason);
      }
    }
    AppendReasons(result_.left_out, entry.program(), ItemKind::kStack, reasons);
  }

  const KeepRules& rules_;
  KeptItems result_;
};

}  // namespace

KeptItems KeepItems(const v1::Report& report, const KeepRules& rules) {
  Keeper keeper(rules);
  for (const v1::ProgramReport& entry : report.programs()) keeper.Keep(entry);
  KeptItems result = std::move(keeper).Take();
  result.report.set_week(report.week());
  result.report.set_last_week(report.last_week());
  result.report.set_x(report.x());
  result.report.set_config(report.config());
  return result;
}

std::string NotInConfig(absl::string_view what, absl::string_view value) {
  return absl::StrCat(what, " \"", absl::Utf8SafeCEscape(value), "\" is not in the config");
}

}  // namespace telemetry::internal
