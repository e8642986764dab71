// What the reviewers of a proposal read: everything that would newly leave a machine, name by name,
// and the questions that they should have an answer to.
//
//   out << ReviewCharts(*charts, *merged).ToMarkdown();
//
// Pure and thread-safe.

#ifndef CONFIG_APPROVAL_CHART_REVIEW_H_
#define CONFIG_APPROVAL_CHART_REVIEW_H_

#include <string>
#include <vector>

#include "config/approval/annotated_charts.h"

namespace telemetry {

// A record of which something is new.
struct ReviewedChart {
  AnnotatedChart chart;
  // The expanded names that were not approved before. Empty if only the end or the versions are
  // new.
  std::vector<std::string> new_names;
  // What else lets more leave a machine: a later end, or earlier versions of the program.
  std::vector<std::string> extensions;
};

struct Review {
  std::vector<ReviewedChart> charts;  // in the order of the records
  // The names that were approved before and no longer are, as `PROGRAM NAME`.
  std::vector<std::string> withdrawn;

  bool is_empty() const { return charts.empty() && withdrawn.empty(); }

  // For people. Says that there is nothing to review if that is so.
  std::string ToMarkdown() const;
  // {"Charts":[{"Line":...,"Program":...,"Chart":...,"Title":...,"Kind":"counter"|"stack",
  // "Description":...,"Owners":[...],"Issues":[...],"Expires":...,"Sensitivity":...,
  // "NewNames":[...],"Extensions":[...]}],"Withdrawn":[...]}
  std::string ToJson() const;
};

// Compares with what was approved before; with nothing, everything is new. Names are expanded, so
// the records must not exceed the limits of a config: LintCharts() says so (chart_lint.h), and what
// exceeds them is left out here.
Review ReviewCharts(const std::vector<AnnotatedChart>& charts,
                    const std::vector<AnnotatedChart>& against);

}  // namespace telemetry

#endif  // CONFIG_APPROVAL_CHART_REVIEW_H_
