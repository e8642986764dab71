#include "report/making/report_builder.h"

#include <algorithm>
#include <string>
#include <utility>

#include "report/civil_day.h"
#include "report/making/internal/program_table.h"
#include "report/making/report_filter.h"
#include "storage/json/utf8.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/readable_stack.h"

namespace telemetry {
namespace {

absl::Time Midnight(absl::CivilDay day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

// Why the week's report is not uploaded; nullopt if it is. `begin` is when its earliest file was
// begun.
std::optional<NoUpload> WhyNoUpload(const ReportTerms& terms, absl::Time begin,
                                    double sample_rate) {
  if (terms.mode != Mode::kOn) return ModeIsNotOn{terms.mode};
  if (terms.made_before) return ReportMadeBefore{};
  if (terms.now - Midnight(terms.week) > kMaxUploadAge) return EndedTooLongAgo{kMaxUploadAge};
  if (terms.consent_day.has_value() && Midnight(*terms.consent_day) >= begin) {
    return CountedBeforeConsent{*terms.consent_day};
  }
  if (sample_rate > 0 && terms.x > sample_rate) return NotInSample{terms.x, sample_rate};
  return std::nullopt;
}

v1::Report Sum(v1::Report report, absl::Span<const CountedFile> files) {
  report_internal::ProgramTable programs;
  for (const v1::ProgramReport& entry : report.programs()) programs.Add(entry);
  for (const CountedFile& file : files) programs.Add(ToProgramReport(file));
  report.clear_programs();
  for (v1::ProgramReport& entry : std::move(programs).Take()) {
    *report.add_programs() = std::move(entry);
  }
  return report;
}

bool HasCounters(absl::Span<const CountedFile> files) {
  return std::any_of(files.begin(), files.end(),
                     [](const CountedFile& file) { return !file.contents.count().empty(); });
}

}  // namespace

std::optional<WeekReports> BuildReports(absl::Span<const CountedFile> files,
                                        const ReportTerms& terms,
                                        const ApprovedCounters& approved) {
  if (!HasCounters(files)) return std::nullopt;

  v1::Report head;
  head.set_week(FormatCivilDay(terms.week));
  head.set_last_week(terms.last_week);
  head.set_x(terms.x);
  head.set_config(approved.version());

  WeekReports reports;
  reports.local = Sum(std::move(head), files);
  absl::Time begin = absl::InfiniteFuture();
  for (const CountedFile& file : files) begin = std::min(begin, file.metadata.time_begin);
  FilterResult filtered =
      FilterReport(reports.local, approved, absl::ToCivilDay(terms.now, absl::UTCTimeZone()));
  reports.left_out = std::move(filtered.left_out);
  std::optional<NoUpload> why_not = WhyNoUpload(terms, begin, approved.sample_rate());
  if (why_not.has_value()) {
    reports.upload = *std::move(why_not);
  } else {
    reports.upload = std::move(filtered.kept);
  }
  return reports;
}

v1::ProgramReport ToProgramReport(const CountedFile& file) {
  v1::ProgramReport entry;
  entry.set_program(ReplaceInvalidUtf8(file.metadata.program));
  entry.set_version(ReplaceInvalidUtf8(file.metadata.version));
  entry.set_go_version(ReplaceInvalidUtf8(file.metadata.go_version));
  entry.set_goos(ReplaceInvalidUtf8(file.metadata.goos));
  entry.set_goarch(ReplaceInvalidUtf8(file.metadata.goarch));
  for (const auto& [raw_name, count] : file.contents.count()) {
    std::string name = ReadableStack(ReplaceInvalidUtf8(raw_name));
    auto& counts = IsStack(name) ? *entry.mutable_stacks() : *entry.mutable_counters();
    report_internal::AddCount(counts, std::move(name), count);
  }
  return entry;
}

v1::Report AddLateFiles(v1::Report local, absl::Span<const CountedFile> files) {
  return Sum(std::move(local), files);
}

}  // namespace telemetry
