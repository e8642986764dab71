// Decides whether two reports of one week and X are the same report, sent twice.
//
//   store.OpenReports({.is_same = IsSameReport});
//
// A sender whose acknowledgement was lost sends its report again. If the collector's config has
// changed meanwhile, different items are left out. So two reports are the same if their Week,
// LastWeek, X and Config are equal and no item that both contain has different counts. Stacks are
// compared without what tells of their builds. X is drawn
// at random from 2^53 numbers, so two machines hardly ever draw the same.
//
// The alternative, a digest of each report as received, would let anyone who can read the store
// check guesses about what was left out, which the collector promises not to keep.
//
// Pure and thread-safe.

#ifndef UPLOAD_COLLECTOR_INTAKE_SAME_REPORT_H_
#define UPLOAD_COLLECTOR_INTAKE_SAME_REPORT_H_

#include "absl/strings/string_view.h"

namespace telemetry::upload_internal {

// Both are Go's JSON (report/report_json.h). Returns false if either is not.
bool IsSameReport(absl::string_view stored, absl::string_view offered);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTAKE_SAME_REPORT_H_
