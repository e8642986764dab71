// Splits the names of counters and stack counters. Pure.

#ifndef REPORT_DATASET_INTERNAL_SPLIT_NAME_H_
#define REPORT_DATASET_INTERNAL_SPLIT_NAME_H_

#include <algorithm>
#include <cstddef>

#include "absl/strings/string_view.h"
#include "storage/stack/counter_name.h"

namespace telemetry::report_internal {

// Views into a name.
struct NameParts {
  // A counter's chart, or the first line of a stack.
  absl::string_view chart;
  // A counter's bucket, or the frames of a stack.
  absl::string_view bucket;
};

// Splits `chart:bucket`. Without a ":" the whole name is both.
inline NameParts SplitCounterName(absl::string_view name) {
  const size_t colon = name.find(':');
  if (colon == absl::string_view::npos) return {name, name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

// Splits off the first line.
inline NameParts SplitStackName(absl::string_view name) {
  const absl::string_view title = StackTitle(name);
  return {title, name.substr(std::min(title.size() + 1, name.size()))};
}

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_INTERNAL_SPLIT_NAME_H_
