// Sums of counts by build of a program.
//
//   ProgramTable table;
//   for (const v1::ProgramReport& program : report.programs()) table.Add(program);
//   std::vector<v1::ProgramReport> sums = std::move(table).Take();
//
// Thread-compatible.

#ifndef REPORT_INTERNAL_PROGRAM_TABLE_H_
#define REPORT_INTERNAL_PROGRAM_TABLE_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "report/report.pb.h"

namespace telemetry::internal {

class ProgramTable {
 public:
  // Adds the counts to those of the same program, version, compiler, operating system and
  // architecture. Sums saturate at 2^63-1.
  void Add(const v1::ProgramReport& program);

  // An entry for each build that was added, sorted by the five fields.
  std::vector<v1::ProgramReport> Take() &&;

 private:
  // Program, Version, GoVersion, GOOS, GOARCH.
  using Build = std::tuple<std::string, std::string, std::string, std::string, std::string>;

  std::map<Build, v1::ProgramReport> programs_;
};

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_PROGRAM_TABLE_H_
