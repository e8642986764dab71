#include "upload/collector/intake/same_report.h"

#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "config/upload_config/released_builds.h"
#include "google/protobuf/map.h"
#include "report/entry_build.h"
#include "report/reduced_stack.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "storage/counter_file/program_build.h"

namespace telemetry::upload_internal {
namespace {

using Counts = google::protobuf::Map<std::string, int64_t>;

bool AgreeOnCommonCounts(const Counts& a, const Counts& b) {
  for (const auto& [name, count] : a) {
    const auto found = b.find(name);
    if (found != b.end() && found->second != count) return false;
  }
  return true;
}

// Stacks without what tells of their builds, since another config may list other builds.
Counts WithoutBuilds(const Counts& stacks) {
  Counts result;
  for (const auto& [name, count] : stacks) {
    int64_t& sum = result[ReduceStack(name, ReleasedBuilds())];
    sum = count <= std::numeric_limits<int64_t>::max() - sum ? sum + count
                                                             : std::numeric_limits<int64_t>::max();
  }
  return result;
}

bool AgreeOnCommonPrograms(const v1::Report& a, const v1::Report& b) {
  std::map<ProgramBuild, const v1::ProgramReport*> programs;
  for (const v1::ProgramReport& program : a.programs()) programs[BuildOf(program)] = &program;
  for (const v1::ProgramReport& program : b.programs()) {
    const auto found = programs.find(BuildOf(program));
    if (found == programs.end()) continue;
    if (!AgreeOnCommonCounts(found->second->counters(), program.counters())) return false;
    if (!AgreeOnCommonCounts(WithoutBuilds(found->second->stacks()),
                             WithoutBuilds(program.stacks()))) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool IsSameReport(absl::string_view stored, absl::string_view offered) {
  const absl::StatusOr<v1::Report> a = ParseReportJson(stored, "stored report");
  const absl::StatusOr<v1::Report> b = ParseReportJson(offered, "offered report");
  return a.ok() && b.ok() && a->week() == b->week() && a->x() == b->x() &&
         a->last_week() == b->last_week() && a->config() == b->config() &&
         AgreeOnCommonPrograms(*a, *b);
}

}  // namespace telemetry::upload_internal
