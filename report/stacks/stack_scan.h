// Reads the stacks of reports: of datasets, or of a report store.
//
//   StackTally tally;
//   absl::Status status = ScanStacks({"2026-11-18.json"}, {.programs = {"example.com/tool"}}, tally);
//
// Not thread-safe.

#ifndef REPORT_STACKS_STACK_SCAN_H_
#define REPORT_STACKS_STACK_SCAN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "report/dataset/line_scan.h"
#include "report/dataset/report_line.h"
#include "report/stacks/stack_tally.h"
#include "storage/report_store/report_reader.h"

namespace telemetry {

// Which stacks to count.
struct StackFilter {
  // Empty: of all programs.
  absl::flat_hash_set<std::string> programs = {};
  // Weeks, named by the day on which they ended.
  std::optional<absl::CivilDay> first_week = {};
  std::optional<absl::CivilDay> last_week = {};
};

// Counts the stacks of reports into a tally. The version "devel" is left out, as Go does: it is a
// different program every day.
class StackScanner final : public report_internal::LineScanner {
 public:
  // `tally` must outlive this.
  StackScanner(StackFilter filter, StackTally& tally);

  // Counts a report, one line of JSON, which need not be followed by anything. INVALID_ARGUMENT,
  // saying what is wrong but not where, if it is none.
  absl::Status ScanReport(absl::string_view json);

  // The same for a line as report_internal::ScanLines() passes it.
  absl::Status Scan(absl::string_view line) override;

 private:
  bool IsWanted(absl::CivilDay week) const;

  const StackFilter filter_;
  StackTally& tally_;
  simdjson::dom::parser parser_;
  // A line with the bytes that the parser wants behind it.
  std::string padded_;
};

// Counts the stacks of datasets, plain or compressed. Errors: as of ScanLines() and OpenDatasets().
absl::Status ScanStacks(const std::vector<std::string>& paths, const StackFilter& filter,
                        StackTally& tally);

// Counts the stacks in a store, even while a collector writes to it. Only the days of the wanted
// weeks are read. Errors: as of ReportReader; those of a report have its day.
absl::Status ScanStoredStacks(ReportReader& reader, const StackFilter& filter, StackTally& tally);

}  // namespace telemetry

#endif  // REPORT_STACKS_STACK_SCAN_H_
