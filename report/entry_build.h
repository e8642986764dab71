// The build that an entry of a report is of.
//
//   std::map<ProgramBuild, int64_t> totals;
//   for (const v1::ProgramReport& program : report.programs()) totals[BuildOf(program)] += 1;
//
// Pure.

#ifndef REPORT_ENTRY_BUILD_H_
#define REPORT_ENTRY_BUILD_H_

#include "report/report.pb.h"
#include "storage/counter_file/program_build.h"

namespace telemetry {

// Views of the entry's texts.
inline ProgramBuild BuildOf(const v1::ProgramReport& program) {
  return {.program = program.program(),
          .version = program.version(),
          .go_version = program.go_version(),
          .goos = program.goos(),
          .goarch = program.goarch()};
}

}  // namespace telemetry

#endif  // REPORT_ENTRY_BUILD_H_
