#include "report/making/report_builder.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/making/fit_report.h"
#include "report/making/internal/program_table.h"
#include "report/making/report_filter.h"
#include "report/report_limits.h"
#include "storage/civil_day.h"
#include "storage/json/utf8.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/readable_stack.h"

namespace telemetry {
namespace {

absl::Time Midnight(absl::CivilDay day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

// Why the week's report is not uploaded; nullopt if it is. `begin` is when its earliest file was
// begun.
std::optional<NoUpload> WhyNoUpload(const ReportTerms& terms, absl::Time begin,
                                    const std::vector<const ApprovedCounters*>& approvals) {
  if (terms.mode != Mode::kOn) return ModeIsNotOn{terms.mode};
  if (terms.made_before) return ReportMadeBefore{};
  if (terms.now - Midnight(terms.week) > kMaxUploadAge) return EndedTooLongAgo{kMaxUploadAge};
  if (terms.consent_day.has_value() && Midnight(*terms.consent_day) >= begin) {
    return CountedBeforeConsent{*terms.consent_day};
  }
  for (const ApprovedCounters* approved : approvals) {
    const double sample_rate = approved->sample_rate();
    if (sample_rate > 0 && terms.x > sample_rate) return NotInSample{terms.x, sample_rate};
  }
  return std::nullopt;
}

// The part of `report` that latest(), the first of `approvals`, approves today and that the others
// approved on the day on which the week began.
FilterResult FilterByAll(const v1::Report& report,
                         const std::vector<const ApprovedCounters*>& approvals,
                         absl::CivilDay began, absl::CivilDay today) {
  static const ApprovedCounters* const kNothing = new ApprovedCounters(v1::UploadConfig());
  if (approvals.empty()) return FilterReport(report, *kNothing, today);
  FilterResult result = FilterReport(report, *approvals.front(), today);
  for (size_t i = 1; i < approvals.size(); ++i) {
    FilterResult next = FilterReport(result.kept, *approvals[i], began);
    result.kept = std::move(next.kept);
    for (LeftOut& item : next.left_out) {
      item.reason = absl::StrCat("approved since this week began (then: ", item.reason, ")");
      result.left_out.push_back(std::move(item));
    }
  }
  return result;
}

// A semantic version that depends on nothing but what the report holds.
std::string VersionOfContents(const v1::Report& report) {
  v1::UploadConfig contents;
  for (const v1::ProgramReport& entry : report.programs()) {
    contents.add_go_version(entry.go_version());
    v1::ProgramConfig& program = *contents.add_programs();
    program.set_name(entry.program());
    program.add_versions(entry.version());
    std::set<absl::string_view> titles;
    for (const auto& [name, count] : entry.stacks()) titles.insert(StackTitle(name));
    for (const absl::string_view title : titles) program.add_stacks()->set_name(std::string(title));
    std::set<absl::string_view> names;
    for (const auto& [name, count] : entry.counters()) names.insert(name);
    for (const absl::string_view name : names) program.add_counters()->set_name(std::string(name));
  }
  return UploadConfigVersion(contents);
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
                                        const ReportTerms& terms, const Approvals& approvals) {
  if (!HasCounters(files)) return std::nullopt;

  v1::Report head;
  head.set_week(FormatCivilDay(terms.week));
  head.set_last_week(terms.last_week);
  head.set_x(terms.x);
  head.set_config(approvals.latest().version());

  WeekReports reports;
  reports.local = Sum(std::move(head), files);
  absl::Time begin = absl::InfiniteFuture();
  for (const CountedFile& file : files) begin = std::min(begin, file.metadata.time_begin);
  const absl::CivilDay began = absl::ToCivilDay(begin, absl::UTCTimeZone());
  const std::vector<const ApprovedCounters*> approvals_then = approvals.For(began);
  FilterResult filtered = FilterByAll(reports.local, approvals_then, began,
                                      absl::ToCivilDay(terms.now, absl::UTCTimeZone()));
  reports.left_out = std::move(filtered.left_out);
  // All versions that are computed from contents are of one length.
  filtered.kept.set_config(VersionOfContents(filtered.kept));
  std::vector<LeftOut> too_large = FitReport(filtered.kept, kMaxReportBytes);
  reports.num_too_large = too_large.size();
  std::move(too_large.begin(), too_large.end(), std::back_inserter(reports.left_out));
  std::optional<NoUpload> why_not = WhyNoUpload(terms, begin, approvals_then);
  if (why_not.has_value()) {
    reports.upload = *std::move(why_not);
  } else {
    filtered.kept.set_config(VersionOfContents(filtered.kept));
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

std::optional<v1::Report> WithoutWithdrawn(const v1::Report& ready,
                                           const ApprovedCounters& approved, absl::CivilDay today) {
  FilterResult filtered = FilterReport(ready, approved, today);
  if (filtered.left_out.empty()) return std::nullopt;
  filtered.kept.set_config(VersionOfContents(filtered.kept));
  return std::move(filtered.kept);
}

v1::Report AddLateFiles(v1::Report local, absl::Span<const CountedFile> files) {
  return Sum(std::move(local), files);
}

}  // namespace telemetry
