// The part of LintCharts() (chart_lint.h) that compares chart records with those approved before.
//
// All functions are pure.

#ifndef CONFIG_APPROVAL_INTERNAL_CHANGE_LINT_H_
#define CONFIG_APPROVAL_INTERNAL_CHANGE_LINT_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/finding.h"

namespace telemetry::config_internal {

struct ChangeFinding {
  size_t chart = 0;  // index in `charts`
  Finding finding;
};

// MEANING_CHANGED and VERSION_FLOOR_LOWERED. A chart is the same as one of `against` if program and
// chart name are; it means something else if its type, title, description or sensitivity differs in
// more than case and white space.
std::vector<ChangeFinding> LintChanges(const std::vector<AnnotatedChart>& charts,
                                       const std::vector<AnnotatedChart>& against);

// Whether `charts` has a record of the same program and chart name.
bool IsListed(const AnnotatedChart& chart, const std::vector<AnnotatedChart>& charts);

// For each program the lowest version among its records; empty if one of them has none, so that
// every version is meant.
std::map<std::string, std::string> VersionFloors(const std::vector<AnnotatedChart>& charts);

// Whether `a` is a lower floor than `b`. A floor is a semantic version or, for the Go toolchain, a
// Go version; none is lower than all others.
bool IsLowerFloor(absl::string_view a, absl::string_view b);

}  // namespace telemetry::config_internal

#endif  // CONFIG_APPROVAL_INTERNAL_CHANGE_LINT_H_
