// Turns the counter files of one week into that week's reports: the local report, which has
// everything that was counted, and the upload report, which has what is approved and is made only
// if nothing rules it out.
//
//   std::vector<CountedFile> files = ...;  // all that expired on `week`, ordered by name
//   std::optional<WeekReports> reports = BuildReports(files, terms, approvals);
//   if (!reports.has_value()) return;  // nothing was counted
//   Write(reports->local);
//   if (const auto* upload = std::get_if<v1::Report>(&reports->upload)) Write(*upload);
//
// Files of one build of one program (program, version, compiler, operating system, architecture)
// become one entry with their counts summed. As in Go, entries are in the order in which files
// first mention them. Counts saturate at 2^63-1. In names, invalid UTF-8 becomes U+FFFD; names that
// become equal are summed.
//
// Everything here is pure and thread-safe: clock, randomness and consent are arguments.

#ifndef REPORT_MAKING_REPORT_BUILDER_H_
#define REPORT_MAKING_REPORT_BUILDER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "config/mode.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/approved_counters.h"
#include "report/left_out.h"
#include "report/making/no_upload.h"
#include "report/report.pb.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_metadata.h"

namespace telemetry {

// A report of a week that ended longer ago than this is not uploaded.
inline constexpr absl::Duration kMaxUploadAge = absl::Hours(21 * 24);

// A parsed counter file.
struct CountedFile {
  CounterFileMetadata metadata;
  v1::CounterFile contents;
};

// What a week's reports depend on besides the counts.
struct ReportTerms {
  // The day on which the files expired.
  absl::CivilDay week;
  // The week of the latest report uploaded before; empty if there is none.
  std::string last_week;
  // Whether the week already has a report: local, ready to be sent, or sent.
  bool made_before = false;
  // Drawn uniformly from (0, 1), for this report alone.
  double x;
  Mode mode;
  // The day on which consent was last given, if known.
  std::optional<absl::CivilDay> consent_day;
  absl::Time now;
};

struct WeekReports {
  v1::Report local;
  // The upload report, or why the week is not uploaded.
  std::variant<v1::Report, NoUpload> upload;
  // What of `local` is not approved, whether or not the week is uploaded; then what is approved and
  // does not fit into a report of kMaxReportBytes (fit_report.h), and how much that is.
  std::vector<LeftOut> left_out;
  size_t num_too_large = 0;
};

// The reports of a week, or nullopt if nothing was counted. The upload report is made only if the
// mode is `on`, the week has no report yet, it ended at most kMaxUploadAge ago, consent was given
// before the first of the files was begun (or its day is unknown), and X is at most the config's
// sample rate (or that is 0). What has expired on the day of `now` (in UTC) is not approved. The
// upload report's Config is a hash of what it holds, so that nothing that the collector chose goes
// back to it.
std::optional<WeekReports> BuildReports(absl::Span<const CountedFile> files,
                                        const ReportTerms& terms, const Approvals& approvals);

// The entry of a report that this file alone makes.
v1::ProgramReport ToProgramReport(const CountedFile& file);

// The part of a ready report that `approved` still approves on `today`, with a Config of its own, or
// nullopt if it approves all of it: an approval may have ended, or been taken back, since it was made.
std::optional<v1::Report> WithoutWithdrawn(const v1::Report& ready,
                                           const ApprovedCounters& approved, absl::CivilDay today);

// `local` plus the counts of files that turned up after it was made. Nothing else in it changes.
v1::Report AddLateFiles(v1::Report local, absl::Span<const CountedFile> files);

}  // namespace telemetry

#endif  // REPORT_MAKING_REPORT_BUILDER_H_
