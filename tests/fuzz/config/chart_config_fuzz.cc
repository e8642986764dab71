// Any bytes: ParseChartRecords() terminates; records that it accepts survive being written and read
// again, and each adds its counter to its program's config.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/chart_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

std::string Written(const std::vector<ChartRecord>& records) {
  std::string text;
  for (const ChartRecord& record : records) {
    absl::StrAppend(&text, "title: ", record.title, "\ndescription: ", record.description, "\n");
    for (const std::string& issue : record.issues) absl::StrAppend(&text, "issue: ", issue, "\n");
    absl::StrAppend(&text, "type: ", record.type, "\nprogram: ", record.program,
                    "\nmodule: ", record.module, "\ncounter: ", record.counter,
                    "\ndepth: ", record.depth, "\nversion: ", record.version,
                    absl::StrFormat("\nerror: %.17g\n---\n", record.error));
  }
  return text;
}

bool Lists(const v1::ProgramConfig& program, const std::string& counter) {
  const auto is_it = [&counter](const v1::CounterConfig& entry) { return entry.name() == counter; };
  return std::any_of(program.counters().begin(), program.counters().end(), is_it) ||
         std::any_of(program.stacks().begin(), program.stacks().end(), is_it);
}

void CheckApproved(const std::vector<ChartRecord>& records) {
  const std::vector<v1::ProgramConfig> programs = ProgramConfigsFromCharts(records);
  for (const ChartRecord& record : records) {
    const auto program = std::find_if(
        programs.begin(), programs.end(),
        [&record](const v1::ProgramConfig& entry) { return entry.name() == record.program; });
    Check(program != programs.end(), "a record's program is not in the config");
    Check(Lists(*program, record.counter), "a record's counter is not in the config");
  }
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using telemetry::ChartRecord;
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<std::vector<ChartRecord>> records =
      telemetry::ParseChartRecords(input, "input");
  if (!records.ok()) return 0;
  const std::string written = telemetry::Written(*records);
  const absl::StatusOr<std::vector<ChartRecord>> again =
      telemetry::ParseChartRecords(written, "written");
  telemetry::Check(again.ok(), "written records cannot be read");
  telemetry::Check(telemetry::Written(*again) == written, "records change by being written");
  telemetry::CheckApproved(*records);
  return 0;
}
