#include "report/testing/release_counts_fixture.h"

namespace telemetry {

ReleaseItem CounterItem(const std::string& chart, const std::string& bucket) {
  return {ReleaseItem::Kind::kCounter, chart, bucket};
}

ReleaseItem StackItem(const std::string& functions) {
  return {ReleaseItem::Kind::kStack, "crash/crash", functions};
}

ReleaseCounts OneWeek(const std::map<std::string, VersionCounts>& versions) {
  ProgramCounts program;
  for (const auto& [name, counted] : versions) {
    program.reports += counted.reports;
    program.versions[name] = counted;
    program.versions[name].alone = counted.reports;
  }
  program.reports_of_day[kSunday] = program.reports;
  return {{kSunday, {{kTool, program}}}};
}

}  // namespace telemetry
