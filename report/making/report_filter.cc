#include "report/making/report_filter.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "report/making/internal/approval.h"
#include "report/making/internal/keep_items.h"
#include "report/making/reduce_stacks.h"

namespace telemetry {
namespace {

std::string WhyNot(absl::string_view what, absl::string_view name, const Approval* approval,
                   absl::CivilDay day, double x) {
  std::string why = report_internal::WhyNotApproved(what, name, approval, day);
  if (!why.empty() || x <= approval->rate) return why;
  return absl::StrCat("the report's X, ", x, ", is above its rate, ", approval->rate);
}

}  // namespace

FilterResult FilterReport(const v1::Report& report, const ApprovedCounters& approved,
                          absl::CivilDay day) {
  const ApprovedProgram* program = nullptr;  // the current entry's
  const auto why_not_entry = [&](const v1::ProgramReport& entry) {
    program = approved.FindProgram(entry.program());
    return report_internal::WhyNotProgram(entry, approved, program);
  };
  const auto why_not_counter = [&](absl::string_view name) {
    return WhyNot("counter", name, program->FindCounter(name), day, report.x());
  };
  const auto why_not_stack = [&](absl::string_view title) {
    return WhyNot("stack", title, program->FindStack(title), day, report.x());
  };
  report_internal::KeptItems items = report_internal::KeepItems(
      report, {.program = why_not_entry, .counter = why_not_counter, .stack = why_not_stack});
  for (v1::ProgramReport& entry : *items.report.mutable_programs()) {
    ReduceStacks(approved.FindProgram(entry.program())->builds(), entry, items.left_out);
  }
  return {std::move(items.report), std::move(items.left_out)};
}

}  // namespace telemetry
