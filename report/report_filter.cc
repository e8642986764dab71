#include "report/report_filter.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "report/internal/approval.h"
#include "report/internal/keep_items.h"

namespace telemetry {
namespace {

std::string WhyNotRate(absl::string_view what, absl::string_view name, std::optional<double> rate,
                       double x) {
  if (!rate.has_value()) return internal::NotInConfig(what, name);
  if (x <= *rate) return "";
  return absl::StrCat("the report's X, ", x, ", is above its rate, ", *rate);
}

}  // namespace

FilterResult FilterReport(const v1::Report& report, const ApprovedCounters& approved) {
  internal::KeptItems items = internal::KeepItems(
      report,
      {.program = [&](const auto& entry) { return internal::WhyNotProgram(entry, approved); },
       .counter =
           [&](absl::string_view program, absl::string_view name) {
             return WhyNotRate("counter", name, approved.CounterRate(program, name), report.x());
           },
       .stack =
           [&](absl::string_view program, absl::string_view title) {
             return WhyNotRate("stack", title, approved.StackRate(program, title), report.x());
           }});
  return {std::move(items.report), std::move(items.left_out)};
}

}  // namespace telemetry
