#include "upload/site/stacks/exact_stacks.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "report/stacks/stack_scan.h"
#include "report/stacks/stack_tally.h"
#include "storage/civil_day.h"
#include "upload/site/chart_key.h"
#include "upload/site/internal/proto_file.h"

namespace telemetry::upload_internal {
namespace {

// Whether these can be the stacks of that week.
bool AreOf(absl::CivilDay sunday, const v1::WeekStacks& week) {
  for (const v1::WeekStack& stack : week.stacks()) {
    if (stack.reports() < 1 || stack.program().empty() || stack.stack().empty()) return false;
    for (const auto& [version, reports] : stack.versions()) {
      if (reports < 1 || reports > stack.reports()) return false;
    }
  }
  return week.sunday() == FormatCivilDay(sunday);
}

// Stacks are by program, those of most reports first.
v1::WeekStacks MostFrequent(absl::CivilDay sunday, const std::vector<CountedStack>& stacks) {
  v1::WeekStacks week;
  week.set_sunday(FormatCivilDay(sunday));
  int of_program = 0;
  for (const CountedStack& counted : stacks) {
    const bool is_first =
        week.stacks().empty() || week.stacks().rbegin()->program() != counted.program;
    of_program = is_first ? 1 : of_program + 1;
    if (of_program > ExactStacks::kMaxStacks) continue;
    v1::WeekStack& stack = *week.add_stacks();
    stack.set_program(counted.program);
    stack.set_stack(counted.stack);
    stack.set_reports(counted.reports);
    stack.mutable_versions()->insert(counted.versions.begin(), counted.versions.end());
  }
  return week;
}

}  // namespace

ExactStacks::ExactStacks(std::string directory) : directory_(std::move(directory)) {}

std::string ExactStacks::Path(absl::CivilDay sunday) const {
  return absl::StrCat(directory_, "/", ChartKeyOfWeek(sunday), ".stacks.binpb");
}

bool ExactStacks::Has(absl::CivilDay sunday) const {
  return access(Path(sunday).c_str(), F_OK) == 0;
}

absl::StatusOr<v1::WeekStacks> ExactStacks::Read(absl::CivilDay sunday) const {
  const std::string path = Path(sunday);
  absl::StatusOr<v1::WeekStacks> week = ReadProtoFile<v1::WeekStacks>(path);
  if (week.ok() && !AreOf(sunday, *week))
    return absl::DataLossError(absl::StrCat(path, ": damaged"));
  return week;
}

absl::StatusOr<v1::WeekStacks> ExactStacks::Make(
    absl::CivilDay sunday, const std::vector<std::string>& datasets,
    const absl::flat_hash_set<std::string>& programs) const {
  StackTally tally;
  if (!programs.empty()) {
    const absl::Status status = ScanStacks(datasets, {.programs = programs}, tally);
    if (!status.ok()) return status;
  }
  const v1::WeekStacks week = MostFrequent(sunday, std::move(tally).Take());
  const absl::Status status = WriteProtoFile(Path(sunday), week);
  if (!status.ok()) return status;
  return week;
}

}  // namespace telemetry::upload_internal
