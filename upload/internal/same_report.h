// Whether two reports of one week and X are one report that was sent twice.
//
//   ReportStore::Open(path, {.is_same = IsSameReport});
//
// A sender whose acknowledgement was lost sends its report again, and the collector may have got
// another config meanwhile, so that something else is left out of it. What both have decides,
// therefore: two reports are the same if no item that is in both has another count in one of them.
// X is drawn at random from 2^53 numbers, so two reports with one X are hardly ever two machines'.
//
// The alternative is a digest of each report as it was received. It would let whoever reads the
// store check guesses of what was left out, which the collector promises not to keep.
//
// Pure and thread-safe.

#ifndef UPLOAD_INTERNAL_SAME_REPORT_H_
#define UPLOAD_INTERNAL_SAME_REPORT_H_

#include "absl/strings/string_view.h"

namespace telemetry::internal {

// Both are Go's JSON (report/report_json.h). False if one is not.
bool IsSameReport(absl::string_view stored, absl::string_view offered);

}  // namespace telemetry::internal

#endif  // UPLOAD_INTERNAL_SAME_REPORT_H_
