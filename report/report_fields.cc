#include "report/report_fields.h"

#include <cstddef>

#include "absl/strings/string_view.h"
#include "storage/counter_file/program_build.h"

namespace telemetry {

ReportField ReportFieldOf(absl::string_view key) {
  if (key == "Week") return ReportField::kWeek;
  if (key == "LastWeek") return ReportField::kLastWeek;
  if (key == "X") return ReportField::kX;
  if (key == "Programs") return ReportField::kPrograms;
  if (key == "Config") return ReportField::kConfig;
  return ReportField::kOther;
}

ProgramField ProgramFieldOf(absl::string_view key) {
  for (size_t i = 0; i < kProgramBuildKeys.size(); ++i) {
    if (key == kProgramBuildKeys[i]) return static_cast<ProgramField>(i);
  }
  if (key == "Counters") return ProgramField::kCounters;
  if (key == "Stacks") return ProgramField::kStacks;
  return ProgramField::kOther;
}

}  // namespace telemetry
