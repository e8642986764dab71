#ifndef CMD_COLLECTOR_CONFIG_PRINT_FINDINGS_H_
#define CMD_COLLECTOR_CONFIG_PRINT_FINDINGS_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "config/approval/finding.h"

namespace telemetry::collector {

// Prints findings about `file`, a line each or as JSON. FailedPrecondition, with their number, if
// one of them is an error.
absl::Status PrintFindings(const std::string& file, const std::vector<Finding>& findings, bool json,
                           std::ostream& out);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_PRINT_FINDINGS_H_
