// Checks chart records before people read them: what a proposal must say, and mistakes that nobody
// sees in a long file.
//
//   std::vector<Finding> findings = LintCharts(*charts, {.day = today, .against = &*merged});
//
// Each finding says what to write instead. An error must be mended. A warning may be wrong; `#@
// allow: NAME` in the record then silences it, where the table says so.
//
//   name                  severity  allow  found if
//   MISSING_OWNER         error            nobody answers for the chart
//   MISSING_EXPIRY        error            the approval has no end
//   EXPIRED               warning          it has ended; an error if the chart is new
//   EXPIRES_TOO_FAR       warning          it ends in more than 400 days; an error from 730 on
//   NEVER_NEEDS_REASON    error            it never ends, and the record does not say why
//   STACK_WITHOUT_DEPTH   error            it asks for stacks, and none could arrive
//   STACK_WITHOUT_BUILDS  warning   yes    its program has no build in the list of released builds
//   DUPLICATE_COUNTER     error            two records approve one name, also by overlapping lists
//   NAME_TOO_SIMILAR      warning   yes    two charts of a program would be taken for one
//   BUCKETS_WITHOUT_OTHER warning   yes    what is none of the buckets is not counted
//   ISSUE_NOT_URL         error     yes    the proposal cannot be found
//   NAME_LOOKS_PERSONAL   warning   yes    a name seems to say who or where somebody is
//   COUNT_LIMIT           error            more or longer names than a config may have
//   MEANING_CHANGED       error     yes    a chart of `against` means something else now
//   VERSION_FLOOR_LOWERED error     yes    older releases of a program of `against` begin to upload
//   UNUSED_ALLOW          warning          an `allow` silences nothing
//   UNKNOWN_ALLOW         error            an `allow` names no lint that can be silenced
//
// Pure and thread-safe.

#ifndef CONFIG_APPROVAL_CHART_LINT_H_
#define CONFIG_APPROVAL_CHART_LINT_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/finding.h"
#include "config/upload_config/build_list.h"

namespace telemetry {

struct LintOptions {
  // The day on which it is checked.
  absl::CivilDay day;
  // The records as they were approved before; null if they are not known.
  const std::vector<AnnotatedChart>* against = nullptr;
  // The released builds; null if it is not known which there are.
  const std::vector<ReleasedBuild>* builds = nullptr;
};

// Sorted by line. Of a program's charts, only the first 1,000 are compared for similar names, so
// that the time is linear in the size of the records.
std::vector<Finding> LintCharts(const std::vector<AnnotatedChart>& charts,
                                const LintOptions& options);

}  // namespace telemetry

#endif  // CONFIG_APPROVAL_CHART_LINT_H_
