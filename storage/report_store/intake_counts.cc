#include "storage/report_store/intake_counts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace telemetry {

absl::string_view IntakeKindName(IntakeKind kind) {
  switch (kind) {
    case IntakeKind::kOutcome:
      return "outcome";
    case IntakeKind::kConfig:
      return "config";
    case IntakeKind::kDelay:
      return "delay";
    case IntakeKind::kDrop:
      break;
  }
  return "drop";
}

std::optional<IntakeKind> IntakeKindOf(absl::string_view name) {
  for (const IntakeKind kind :
       {IntakeKind::kOutcome, IntakeKind::kConfig, IntakeKind::kDelay, IntakeKind::kDrop}) {
    if (name == IntakeKindName(kind)) return kind;
  }
  return std::nullopt;
}

std::string IntakeDelayName(int64_t days) {
  if (days > 14) return "15-28";
  if (days > 7) return "8-14";
  return absl::StrCat(std::max<int64_t>(days, 0));
}

void IntakeSum::AddReport(const ReportArrival& arrival, absl::string_view outcome) {
  Add(arrival.day, {IntakeKind::kOutcome, std::string(outcome)});
  if (outcome != kIntakeStored && outcome != kIntakeEmpty) return;
  for (const IntakeKey& key : arrival.keys) Add(arrival.day, key);
}

std::vector<IntakeCount> IntakeSum::Counts() const {
  std::vector<IntakeCount> counts;
  for (const auto& [key, reports] : sums_) counts.push_back({key.first, key.second, reports});
  return counts;
}

}  // namespace telemetry
