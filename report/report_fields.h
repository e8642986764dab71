// What the keys of a report's JSON stand for: the one place from which every reader and the writer
// of reports takes them. Keys are matched as they are, unlike in Go, which ignores their case.
//
//   switch (ReportFieldOf(key)) {
//     case ReportField::kWeek: ...
//   }
//
// Pure. Without Protobuf, for readers that do not need it.

#ifndef REPORT_REPORT_FIELDS_H_
#define REPORT_REPORT_FIELDS_H_

#include "absl/strings/string_view.h"

namespace telemetry {

// A field of a report. Readers ignore kOther.
enum class ReportField { kWeek, kLastWeek, kX, kPrograms, kConfig, kOther };

// A field of an element of Programs; the first five are in the order of kProgramBuildKeys.
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

}  // namespace telemetry

#endif  // REPORT_REPORT_FIELDS_H_
