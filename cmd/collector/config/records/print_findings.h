#ifndef CMD_COLLECTOR_CONFIG_RECORDS_PRINT_FINDINGS_H_
#define CMD_COLLECTOR_CONFIG_RECORDS_PRINT_FINDINGS_H_

#include <cstddef>
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

// The first findings about `file`, a line each, for a log: at most kMaxLoggedFindings, then how
// many more there are and which command shows them.
inline constexpr size_t kMaxLoggedFindings = 20;
std::vector<std::string> LogLines(const std::string& file, const std::vector<Finding>& findings);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_CONFIG_RECORDS_PRINT_FINDINGS_H_
