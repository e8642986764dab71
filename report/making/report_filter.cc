#include "report/making/report_filter.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "report/making/internal/approval.h"
#include "report/making/internal/keep_items.h"

namespace telemetry {
namespace {

std::string WhyNotRate(absl::string_view what, absl::string_view name, std::optional<double> rate,
                       double x) {
  if (!rate.has_value()) return report_internal::NotInConfig(what, name);
  if (x <= *rate) return "";
  return absl::StrCat("the report's X, ", x, ", is above its rate, ", *rate);
}

}  // namespace

FilterResult FilterReport(const v1::Report& report, const ApprovedCounters& approved) {
  const ApprovedProgram* program = nullptr;  // the current entry's
  const auto why_not_entry = [&](const v1::ProgramReport& entry) {
    program = approved.FindProgram(entry.program());
    return report_internal::WhyNotProgram(entry, approved, program);
  };
  const auto why_not_counter = [&](absl::string_view name) {
    return WhyNotRate("counter", name, program->CounterRate(name), report.x());
  };
  const auto why_not_stack = [&](absl::string_view title) {
    return WhyNotRate("stack", title, program->StackRate(title), report.x());
  };
  report_internal::KeptItems items = report_internal::KeepItems(
      report, {.program = why_not_entry, .counter = why_not_counter, .stack = why_not_stack});
  return {std::move(items.report), std::move(items.left_out)};
}

}  // namespace telemetry
