// Which programs have counted in a telemetry directory.
//
//   for (const std::string& program : CountingPrograms(*ListTelemetryFiles(dir))) Show(program);

#ifndef REPORT_LOCAL_COUNTS_COUNTING_PROGRAMS_H_
#define REPORT_LOCAL_COUNTS_COUNTING_PROGRAMS_H_

#include <set>
#include <string>

#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

// The paths of the programs that the counter files and the latest local report name. Leaves out what
// cannot be read. Thread-safe.
std::set<std::string> CountingPrograms(const TelemetryFiles& files);

}  // namespace telemetry

#endif  // REPORT_LOCAL_COUNTS_COUNTING_PROGRAMS_H_
