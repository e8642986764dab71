// Which programs have counted in a telemetry directory, and what of their counts is lost.
//
//   for (const std::string& program : CountingPrograms(*ListTelemetryFiles(dir))) Show(program);

#ifndef REPORT_LOCAL_COUNTS_COUNTING_PROGRAMS_H_
#define REPORT_LOCAL_COUNTS_COUNTING_PROGRAMS_H_

#include <set>
#include <string>
#include <vector>

#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

// The paths of the programs that the counter files and the latest local report name. Leaves out what
// cannot be read. Thread-safe.
std::set<std::string> CountingPrograms(const TelemetryFiles& files);

// A line for each counter file of which not everything can be read, with its name and what is wrong:
// "PATH: damaged counter file: 1 record cannot be read, ...". Thread-safe.
std::vector<std::string> DamagedCounterFiles(const TelemetryFiles& files);

}  // namespace telemetry

#endif  // REPORT_LOCAL_COUNTS_COUNTING_PROGRAMS_H_
