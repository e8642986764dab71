// What the keys of a report's JSON stand for: the one place from which every reader and the writer
// of reports takes them. Keys are matched as they are, unlike in Go, which ignores their case.
//
//   switch (ReportFieldOf(key)) {
//     case ReportField::kWeek: ...
//   }
//   const ProgramBuild build = BuildOf(report.programs(0));
//
// Pure.

#ifndef REPORT_REPORT_FIELDS_H_
#define REPORT_REPORT_FIELDS_H_

#include "absl/strings/string_view.h"
#include "report/report.pb.h"
#include "storage/counter_file/program_build.h"

namespace telemetry {

// A field of a report. Readers ignore kOther.
enum class ReportField { kWeek, kLastWeek, kX, kPrograms, kConfig, kOther };

// A field of an element of Programs; the first five are in the order of ProgramBuild's.
enum class ProgramField {
  kProgram,
  kVersion,
  kGoVersion,
  kGoos,
  kGoarch,
  kCounters,
  kStacks,
  kOther
};

ReportField ReportFieldOf(absl::string_view key);
ProgramField ProgramFieldOf(absl::string_view key);

// The build that an entry is of: views of its texts.
inline ProgramBuild BuildOf(const v1::ProgramReport& program) {
  return {.program = program.program(),
          .version = program.version(),
          .go_version = program.go_version(),
          .goos = program.goos(),
          .goarch = program.goarch()};
}

}  // namespace telemetry

#endif  // REPORT_REPORT_FIELDS_H_
