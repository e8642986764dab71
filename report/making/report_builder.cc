#include "report/making/report_builder.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "config/upload_config.h"
#include "config/upload_config.pb.h"
#include "report/civil_day.h"
#include "report/making/internal/program_table.h"
#include "report/making/report_filter.h"
#include "storage/json/utf8.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {
namespace {

// Converts a counter file to an entry of a report.
v1::ProgramReport ToEntry(const CountedFile& file) {
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

absl::Time Midnight(absl::CivilDay day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

// Why the week's report is not uploaded; empty if it is. `begin` is when its earliest file was
// begun.
std::string WhyNoUpload(const ReportTerms& terms, absl::Time begin, const Approvals& approvals) {
  if (terms.mode != Mode::kOn) {
    return absl::StrCat("the mode is ", ModeName(terms.mode));
  }
  if (terms.made_before) return "a report of that week was made before";
  if (terms.now - Midnight(terms.week) > kMaxUploadAge) {
    return absl::StrCat("the week ended more than ", kMaxUploadAge / absl::Hours(24), " days ago");
  }
  if (terms.consent_day.has_value() && Midnight(*terms.consent_day) >= begin) {
    return absl::StrCat("some of it was counted before or on the day of consent, ",
                        FormatCivilDay(*terms.consent_day));
  }
  for (const ApprovedCounters* approved :
       approvals.For(absl::ToCivilDay(begin, absl::UTCTimeZone()))) {
    const double sample_rate = approved->sample_rate();
    if (sample_rate > 0 && terms.x > sample_rate) {
      return absl::StrCat("the report's X, ", terms.x, ", is above the sample rate, ", sample_rate);
    }
  }
  return "";
}

// The part of `report` that all of `approvals` approve, in which the later ones come after latest().
FilterResult FilterByAll(const v1::Report& report,
                         const std::vector<const ApprovedCounters*>& approvals) {
  static const ApprovedCounters* const kNothing = new ApprovedCounters(v1::UploadConfig());
  FilterResult result = FilterReport(report, approvals.empty() ? *kNothing : *approvals.front());
  for (size_t i = 1; i < approvals.size(); ++i) {
    FilterResult next = FilterReport(result.kept, *approvals[i]);
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
  for (const CountedFile& file : files) programs.Add(ToEntry(file));
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
  FilterResult filtered =
      FilterByAll(reports.local, approvals.For(absl::ToCivilDay(begin, absl::UTCTimeZone())));
  reports.why_no_upload = WhyNoUpload(terms, begin, approvals);
  reports.left_out = std::move(filtered.left_out);
  if (reports.why_no_upload.empty()) {
    filtered.kept.set_config(VersionOfContents(filtered.kept));
    reports.upload = std::move(filtered.kept);
  }
  return reports;
}

v1::Report AddLateFiles(v1::Report local, absl::Span<const CountedFile> files) {
  return Sum(std::move(local), files);
}

}  // namespace telemetry
