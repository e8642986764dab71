// Sums counts by build of a program: by program, version, compiler, operating system and
// architecture.
//
//   ProgramTable table;
//   for (const v1::ProgramReport& program : report.programs()) table.Add(program);
//   std::vector<v1::ProgramReport> sums = std::move(table).Take();
//
// Sums saturate at 2^63-1. Thread-compatible.

#ifndef REPORT_MAKING_INTERNAL_PROGRAM_TABLE_H_
#define REPORT_MAKING_INTERNAL_PROGRAM_TABLE_H_

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/map.h"
#include "report/report.pb.h"
#include "storage/counter_file/program_build.h"

namespace telemetry::report_internal {

using CountMap = google::protobuf::Map<std::string, int64_t>;

// Adds `count` to the count of `name`.
void AddCount(CountMap& counts, std::string name, uint64_t count);

class ProgramTable {
 public:
  // Adds the counts, which must not be negative, to those of the same build.
  void Add(const v1::ProgramReport& program);

  // An entry for each build, in the order of their first Add().
  std::vector<v1::ProgramReport> Take() &&;
  // The same, sorted by the five fields.
  std::vector<v1::ProgramReport> TakeSorted() &&;

 private:
  std::deque<v1::ProgramReport> programs_;
  // The keys are views of texts in programs_, whose elements never move.
  absl::flat_hash_map<ProgramBuild, v1::ProgramReport*> by_build_;
};

}  // namespace telemetry::report_internal

#endif  // REPORT_MAKING_INTERNAL_PROGRAM_TABLE_H_
