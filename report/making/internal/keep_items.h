// Keeps in a report what passes a set of rules. The client and the collector have different rules
// (report_filter.h, check_upload.h) but apply them in the same way.

#ifndef REPORT_MAKING_INTERNAL_KEEP_ITEMS_H_
#define REPORT_MAKING_INTERNAL_KEEP_ITEMS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry::report_internal {

// Each returns why an item is left out, or an empty string to keep it. Called in the order of the
// entries: `program` for an entry, then the others for what it has, if it is kept.
struct KeepRules {
  absl::FunctionRef<std::string(const v1::ProgramReport& entry)> program;
  absl::FunctionRef<std::string(absl::string_view name)> counter;
  // `title` is the first line of the stack's name.
  absl::FunctionRef<std::string(absl::string_view title)> stack;
};

struct KeptItems {
  v1::Report report;
  std::vector<LeftOut> left_out;
};

// Kept entries stay in their order, even those that lose every counter. What was left out is in the
// order of the entries, then sorted by kind and name; stacks with the same title are listed once.
// Does not copy what it keeps. Linear in the size of the report.
KeptItems KeepItems(v1::Report report, const KeepRules& rules);

}  // namespace telemetry::report_internal

#endif  // REPORT_MAKING_INTERNAL_KEEP_ITEMS_H_
