#include "report/stacks/stack_scan.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"
#include "report/dataset/dataset_reader.h"
#include "storage/civil_day.h"
#include "storage/json/json_document.h"

namespace telemetry {
namespace {

constexpr absl::string_view kEphemeralVersion = "devel";
constexpr size_t kPieceBytes = size_t{1} << 20;

using report_internal::LineProgram;
using report_internal::LineReport;

// Whether an entry has stacks that count; sets `program` to it.
absl::StatusOr<bool> ReadStacks(simdjson::dom::element element,
                                const absl::flat_hash_set<std::string>& programs,
                                LineProgram& program) {
  absl::Status status = report_internal::ReadLineProgram(element, program);
  if (!status.ok()) return status;
  return program.has_stacks && program.build.version != kEphemeralVersion &&
         (programs.empty() || programs.contains(program.build.program));
}

}  // namespace

StackScanner::StackScanner(StackFilter filter, StackTally& tally)
    : filter_(std::move(filter)), tally_(tally) {}

bool StackScanner::IsWanted(absl::CivilDay week) const {
  return week >= filter_.first_week.value_or(week) && week <= filter_.last_week.value_or(week);
}

absl::Status StackScanner::ScanReport(absl::string_view json) {
  padded_.assign(json.data(), json.size());
  padded_.append(report_internal::PieceReader::kPaddingBytes, '\0');
  return Scan(absl::string_view(padded_).substr(0, json.size()));
}

absl::Status StackScanner::Scan(absl::string_view line) {
  simdjson::dom::object object;
  absl::Status status = report_internal::ParseReportLine(parser_, line, object);
  LineReport report;
  if (status.ok()) status = report_internal::ReadLineReport(object, report);
  if (!status.ok() || !report.has_programs) return status;
  const std::optional<absl::CivilDay> week = ParseCivilDay(report.week);
  if (!week.has_value()) return report_internal::NotA("a day", "Week");
  if (!IsWanted(*week)) return absl::OkStatus();
  // Only reports with stacks are remembered.
  bool is_started = false;
  for (const simdjson::dom::element element : report.programs) {
    LineProgram program;
    const absl::StatusOr<bool> counts = ReadStacks(element, filter_.programs, program);
    if (!counts.ok()) return counts.status();
    if (!*counts) continue;
    for (const auto [stack, times] : program.stacks) {
      int64_t value = 0;
      const bool is_count = times.is_null() || (!times.get(value) && value >= 0);
      if (!is_count) return report_internal::NotA("a count", report_internal::ToAbsl(stack));
      if (!is_started && !tally_.StartReport(*week, report.x)) return absl::OkStatus();
      is_started = true;
      tally_.Add(program.build, report_internal::ToAbsl(stack), value);
    }
  }
  return absl::OkStatus();
}

absl::Status ScanStacks(const std::vector<std::string>& paths, const StackFilter& filter,
                        StackTally& tally) {
  const absl::StatusOr<std::vector<report_internal::DatasetFile>> files =
      report_internal::OpenDatasets(paths);
  if (!files.ok()) return files.status();
  StackScanner scanner(filter, tally);
  return report_internal::ScanLines(*files, {&scanner}, [] { return false; });
}

absl::Status ScanStoredStacks(ReportReader& reader, const StackFilter& filter, StackTally& tally) {
  const absl::StatusOr<std::vector<absl::CivilDay>> days = reader.Days();
  if (!days.ok()) return days.status();
  StackScanner scanner(filter, tally);
  for (const absl::CivilDay day : *days) {
    if (day < filter.first_week.value_or(day) || day > filter.last_week.value_or(day)) continue;
    double last_x = ReportReader::kBeforeFirst;
    // Piece by piece, so that the store's log can be truncated in between.
    for (bool is_last = false; !is_last;) {
      const absl::StatusOr<ReportsRead> read =
          reader.ForEachAfter(day, last_x, kPieceBytes, [&](absl::string_view json) {
            return AddPlace(scanner.ScanReport(json), FormatCivilDay(day));
          });
      if (!read.ok()) return read.status();
      last_x = read->last_x;
      is_last = read->is_last;
    }
  }
  return absl::OkStatus();
}

}  // namespace telemetry
