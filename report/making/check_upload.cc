#include "report/making/check_upload.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "config/upload_config/upload_config.h"
#include "google/protobuf/map.h"
#include "report/making/internal/accepted_stacks.h"
#include "report/making/internal/approval.h"
#include "report/making/internal/keep_items.h"
#include "report/making/internal/program_table.h"
#include "report/making/reduce_stacks.h"
#include "storage/civil_day.h"

namespace telemetry {
namespace {

absl::Status Malformed(absl::string_view field, absl::string_view value, absl::string_view wanted) {
  return absl::InvalidArgumentError(
      absl::StrCat(absl::Utf8SafeCEscape(report_internal::Shortened(field)), " ",
                   report_internal::Quoted(value), " is not ", wanted));
}

absl::Status CheckHead(const v1::Report& report, absl::CivilDay day) {
  const std::optional<absl::CivilDay> week = ParseCivilDay(report.week());
  if (!week.has_value()) return Malformed("Week", report.week(), "a day, YYYY-MM-DD");
  const absl::CivilDay first = day - kMaxWeekAgeDays;
  if (*week < first || *week > day + 1) {
    return Malformed("Week", report.week(),
                     absl::StrCat("from ", FormatCivilDay(first), " to ", FormatCivilDay(day + 1)));
  }
  if (!(report.x() > 0 && report.x() < 1)) {  // also not a NaN
    return absl::InvalidArgumentError(absl::StrCat("X ", report.x(), " is not between 0 and 1"));
  }
  if (!IsUploadConfigVersion(report.config())) {
    return Malformed("Config", report.config(), "the version of a config, such as v1.2.3");
  }
  return absl::OkStatus();
}

absl::Status CheckCounts(const google::protobuf::Map<std::string, int64_t>& counts) {
  for (const auto& [name, count] : counts) {
    if (count < 0) return Malformed(name, absl::StrCat(count), "a count, 0 or more");
  }
  return absl::OkStatus();
}

absl::Status CheckForm(const v1::Report& report, absl::CivilDay day) {
  absl::Status status = CheckHead(report, day);
  if (status.ok() && report.programs_size() > kMaxProgramEntries) {
    status = absl::InvalidArgumentError(absl::StrCat("Programs has ", report.programs_size(),
                                                     " entries, more than ", kMaxProgramEntries));
  }
  if (!status.ok()) return status;
  for (const v1::ProgramReport& entry : report.programs()) {
    if (status.ok()) status = CheckCounts(entry.counters());
    if (status.ok()) status = CheckCounts(entry.stacks());
  }
  return status;
}

std::string WhyNotEntry(const v1::ProgramReport& entry, const ApprovedCounters& approved,
                        const ApprovedProgram* program) {
  if (!approved.HasGoos(entry.goos())) return report_internal::NotInConfig("GOOS", entry.goos());
  if (!approved.HasGoarch(entry.goarch()))
    return report_internal::NotInConfig("GOARCH", entry.goarch());
  return report_internal::WhyNotProgram(entry, approved, program);
}

// Whether LastWeek can be that of the report before this one.
bool HasLastWeek(const v1::Report& report) {
  const std::optional<absl::CivilDay> last = ParseCivilDay(report.last_week());
  return last.has_value() && *last < *ParseCivilDay(report.week());
}

// Gives each build of a program one entry.
void MergeEntries(v1::Report& report) {
  report_internal::ProgramTable table;
  for (const v1::ProgramReport& entry : report.programs()) table.Add(entry);
  std::vector<v1::ProgramReport> entries = std::move(table).Take();
  report.mutable_programs()->Assign(std::make_move_iterator(entries.begin()),
                                    std::make_move_iterator(entries.end()));
}

// Limits the list of dropped items to what fits into an answer.
CheckedUpload Listed(report_internal::KeptItems items) {
  CheckedUpload checked{std::move(items.report), std::move(items.left_out), 0};
  if (checked.dropped.size() > kMaxDroppedListed) {
    checked.num_dropped_unlisted = checked.dropped.size() - kMaxDroppedListed;
    checked.dropped.resize(kMaxDroppedListed);
  }
  for (LeftOut& item : checked.dropped) {
    item.program = report_internal::Shortened(item.program);
    item.name = report_internal::Shortened(item.name);
  }
  return checked;
}

}  // namespace

absl::StatusOr<CheckedUpload> CheckUpload(v1::Report report, const ApprovedCounters& approved,
                                          absl::CivilDay day) {
  if (absl::Status status = CheckForm(report, day); !status.ok()) return status;
  if (!HasLastWeek(report)) report.clear_last_week();
  const ApprovedProgram* program = nullptr;  // the current entry's
  const auto why_not_entry = [&](const v1::ProgramReport& entry) {
    program = approved.FindProgram(entry.program());
    return WhyNotEntry(entry, approved, program);
  };
  const auto why_not_counter = [&](absl::string_view name) {
    return report_internal::WhyNotApproved("counter", name, program->FindCounter(name), day);
  };
  const auto why_not_stack = [&](absl::string_view title) {
    return report_internal::WhyNotApproved("stack", title, program->FindStack(title), day);
  };
  report_internal::KeptItems items = report_internal::KeepItems(
      std::move(report),
      {.program = why_not_entry, .counter = why_not_counter, .stack = why_not_stack});
  for (v1::ProgramReport& entry : *items.report.mutable_programs()) {
    const ApprovedProgram& approved_program = *approved.FindProgram(entry.program());
    report_internal::KeepAcceptableStacks(approved_program, entry, items.left_out);
    ReduceStacks(approved_program.builds(), entry, items.left_out);
  }
  MergeEntries(items.report);
  return Listed(std::move(items));
}

}  // namespace telemetry
