// Turns the counter files of one week into that week's reports: the local one, which has everything
// that was counted, and the upload report, which has what is approved and is made only if nothing
// speaks against it.
//
//   std::vector<CountedFile> files = ...;  // all that expired on `week`, ordered by name
//   std::optional<WeekReports> reports = BuildReports(files, terms, approved);
//   if (!reports.has_value()) return;  // nothing was counted
//   Write(reports->local);
//   if (reports->upload.has_value()) Write(*reports->upload);
//
// Files of one build of one program (program, version, compiler, operating system, architecture)
// become one entry, with their counts summed; entries are in the order in which files first mention
// them, as Go has them. Counts saturate at 2^63-1. In names, bytes that are no valid UTF-8 become
// U+FFFD; names that become equal are summed.
//
// Everything here is pure: clock, randomness and consent are arguments. Thread-safe.

#ifndef REPORT_REPORT_BUILDER_H_
#define REPORT_REPORT_BUILDER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "config/approved_counters.h"
#include "config/mode.h"
#include "report/left_out.h"
#include "report/report.pb.h"
#include "storage/counter_file.pb.h"
#include "storage/counter_file_metadata.h"

namespace telemetry {

// A report of a week that ended longer ago than this is not uploaded.
inline constexpr absl::Duration kMaxUploadAge = absl::Hours(21 * 24);

// A parsed counter file.
struct CountedFile {
  CounterFileMetadata metadata;
  v1::CounterFile contents;
};

// What, besides the counts, decides how the reports of a week come out.
struct ReportTerms {
  // The day on which the files expired.
  absl::CivilDay week;
  // The week of the latest report that was uploaded before; empty if there is none.
  std::string last_week;
  // Whether the week has a report already: local, ready to be sent, or sent.
  bool made_before = false;
  // Drawn uniformly from (0, 1) for this report alone.
  double x;
  Mode mode;
  // The day on which consent was last given, if it is known.
  std::optional<absl::CivilDay> consent_day;
  absl::Time now;
};

struct WeekReports {
  v1::Report local;
  // Absent if the week is not uploaded.
  std::optional<v1::Report> upload;
  // Why it is not; empty if it is.
  std::string why_no_upload;
  // What of `local` is not approved, whether the week is uploaded or not.
  std::vector<LeftOut> left_out;
};

// The reports of a week; nothing if nothing was counted. The upload report is made only if the mode
// is `on`, none was made before, the week ended at most kMaxUploadAge ago, consent was given before
// the first of the files was begun (or it is unknown when), and X is at most the config's sample
// rate (or that is 0).
std::optional<WeekReports> BuildReports(absl::Span<const CountedFile> files,
                                        const ReportTerms& terms, const ApprovedCounters& approved);

// `local` with the counts of files that turned up after it was made. Everything else in it stays.
v1::Report AddLateFiles(v1::Report local, absl::Span<const CountedFile> files);

}  // namespace telemetry

#endif  // REPORT_REPORT_BUILDER_H_
