#include "config/approval/generate_config.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/internal/change_lint.h"
#include "config/upload_config/build_list.h"
#include "config/upload_config/chart_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/upload_config/upload_config_check.h"
#include "config/version/semver.h"
#include "config/version/version_rule.h"
#include "storage/day_number.h"
#include "storage/quoted.h"

namespace telemetry {
namespace {

using config_internal::IsLowerFloor;
using config_internal::VersionFloors;

absl::Status ErrorAt(absl::string_view name, int line, absl::string_view message) {
  return absl::InvalidArgumentError(absl::StrCat(name, ":", line, ": ", message));
}

template <typename Listed, typename Field>
void FillList(const std::vector<std::string>& given, const Listed* listed,
              const std::vector<std::string>& usual, Field* field) {
  if (!given.empty()) {
    field->Assign(given.begin(), given.end());
  } else if (listed != nullptr && !listed->empty()) {
    field->Assign(listed->begin(), listed->end());
  } else {
    field->Assign(usual.begin(), usual.end());
  }
}

void FillLists(const GenerateOptions& options, v1::UploadConfig& config) {
  const v1::UploadConfig* const versions = options.versions ? &*options.versions : nullptr;
  const auto listed = [versions](auto member) {
    return versions == nullptr ? nullptr : &(versions->*member)();
  };
  using Strings = google::protobuf::RepeatedPtrField<std::string>;
  using Getter = const Strings& (v1::UploadConfig::*)() const;
  FillList(options.goos, listed(static_cast<Getter>(&v1::UploadConfig::goos)), {"linux"},
           config.mutable_goos());
  FillList(options.goarch, listed(static_cast<Getter>(&v1::UploadConfig::goarch)),
           {"amd64", "arm64"}, config.mutable_goarch());
  FillList(options.compilers, listed(static_cast<Getter>(&v1::UploadConfig::go_version)),
           {"gcc", "clang"}, config.mutable_go_version());
}

void Annotate(const AnnotatedChart& chart, v1::CounterConfig& counter) {
  if (chart.expiry.kind == ChartExpiry::Kind::kDay) {
    counter.set_expires(FormatDay(chart.expiry.day - absl::CivilDay(1970, 1, 1)));
  }
  counter.set_title(chart.record.title);
  counter.set_description(chart.record.description);
  counter.mutable_issues()->Assign(chart.record.issues.begin(), chart.record.issues.end());
  counter.mutable_owners()->Assign(chart.owners.begin(), chart.owners.end());
}

// Adds to each counter what its record says. ProgramConfigsFromCharts() keeps the records' order.
void AnnotateAll(const std::vector<AnnotatedChart>& charts, v1::UploadConfig& config) {
  struct Next {
    v1::ProgramConfig* program = nullptr;
    int counter = 0;
    int stack = 0;
  };
  std::map<absl::string_view, Next> nexts;
  for (v1::ProgramConfig& program : *config.mutable_programs()) {
    nexts[program.name()].program = &program;
  }
  for (const AnnotatedChart& chart : charts) {
    Next& next = nexts[chart.record.program];
    Annotate(chart, chart.is_stack() ? *next.program->mutable_stacks(next.stack++)
                                     : *next.program->mutable_counters(next.counter++));
  }
}

// vX.Y.Z for the short forms vX and vX.Y.
std::string WithThreeNumbers(absl::string_view version) {
  std::string full(version);
  for (auto dots = std::count(full.begin(), full.end(), '.'); dots < 2; ++dots) full += ".0";
  return full;
}

// The line of the record that has the program's lowest version.
int LineOfFloor(const std::vector<AnnotatedChart>& charts, const std::string& program,
                const std::string& floor) {
  for (const AnnotatedChart& chart : charts) {
    if (chart.record.program == program && chart.record.version == floor) {
      return chart.LineOf("version");
    }
  }
  return 1;
}

// Lets the config list the versions, or name the lowest.
class Versions {
 public:
  Versions(const std::vector<AnnotatedChart>& charts, absl::string_view name,
           const GenerateOptions& options)
      : charts_(charts), name_(name), options_(options), floors_(VersionFloors(charts)) {
    if (!options.versions.has_value()) return;
    for (const v1::ProgramConfig& program : options.versions->programs()) {
      listed_[program.name()].push_back(&program);
    }
  }

  absl::Status Fill(v1::ProgramConfig& program) const {
    const std::string& floor = floors_.at(program.name());
    const int line = LineOfFloor(charts_, program.name(), floor);
    return options_.versions.has_value() ? FillListed(floor, line, program)
                                         : FillMinVersion(floor, line, program);
  }

 private:
  absl::Status FillListed(const std::string& floor, int line, v1::ProgramConfig& program) const {
    if (const auto found = listed_.find(program.name()); found != listed_.end()) {
      for (const v1::ProgramConfig* const listed : found->second) {
        for (const std::string& version : listed->versions()) {
          if (!IsLowerFloor(version, floor)) program.add_versions(version);
        }
      }
    }
    if (!program.versions().empty()) return absl::OkStatus();
    return ErrorAt(name_, line,
                   absl::StrCat("the list of versions has none of ", Quoted(program.name()),
                                floor.empty() ? "" : absl::StrCat(" from ", floor, " on")));
  }

  absl::Status FillMinVersion(const std::string& floor, int line,
                              v1::ProgramConfig& program) const {
    const std::string min_version = floor.empty()          ? "v0.0.0"
                                    : IsValidSemver(floor) ? WithThreeNumbers(floor)
                                                           : floor;
    if (!config_internal::IsOrdinaryVersion(min_version)) {
      return ErrorAt(name_, line,
                     absl::StrCat("version ", Quoted(floor),
                                  " cannot be a lowest version; write a release such as v1.2.3 or "
                                  "a pre-release such as v1.2.3-rc.1, or list the versions"));
    }
    program.set_min_version(min_version);
    return absl::OkStatus();
  }

  const std::vector<AnnotatedChart>& charts_;
  const absl::string_view name_;
  const GenerateOptions& options_;
  const std::map<std::string, std::string> floors_;
  std::map<std::string, std::vector<const v1::ProgramConfig*>> listed_;
};

absl::Status CheckAnnotations(const std::vector<AnnotatedChart>& charts, absl::string_view name) {
  for (const AnnotatedChart& chart : charts) {
    if (chart.owners.empty()) {
      return ErrorAt(name, chart.record.line, "the record has no \"#@ owner: \"");
    }
    if (chart.expiry.kind == ChartExpiry::Kind::kMissing ||
        (chart.expiry.kind == ChartExpiry::Kind::kNever && chart.expiry.reason.empty())) {
      return ErrorAt(name, chart.record.line,
                     "the record has no \"#@ expires: \" with a day, or with never and a reason");
    }
  }
  return absl::OkStatus();
}

// Lists the builds of each program.
absl::Status FillBuilds(const std::vector<AnnotatedChart>& charts,
                        const std::vector<ReleasedBuild>& builds, v1::UploadConfig& config) {
  std::set<absl::string_view> programs;
  for (const AnnotatedChart& chart : charts) programs.insert(chart.record.program);
  for (const ReleasedBuild& build : builds) {
    if (programs.count(build.program) != 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "line ", build.line, " of the builds: no record is for program ", Quoted(build.program)));
  }
  for (v1::ProgramConfig& program : *config.mutable_programs()) {
    const std::vector<v1::ReleasedFile> files = ReleasedFilesOf(builds, program.name());
    program.mutable_builds()->Assign(files.begin(), files.end());
  }
  return absl::OkStatus();
}

bool HasExpired(const AnnotatedChart& chart, std::optional<absl::CivilDay> day) {
  return day.has_value() && chart.expiry.kind == ChartExpiry::Kind::kDay &&
         chart.expiry.day <= *day;
}

}  // namespace

absl::StatusOr<v1::UploadConfig> GenerateConfig(const std::vector<AnnotatedChart>& charts,
                                                absl::string_view name,
                                                const GenerateOptions& options) {
  if (options.plain && !options.versions.has_value()) {
    return absl::InvalidArgumentError("a plain config needs a list of versions");
  }
  if (!options.plain) {
    if (absl::Status status = CheckAnnotations(charts, name); !status.ok()) return status;
  }
  std::vector<AnnotatedChart> wanted;
  std::vector<ChartRecord> records;
  for (const AnnotatedChart& chart : charts) {
    if (HasExpired(chart, options.without_expired_on)) continue;
    wanted.push_back(chart);
    records.push_back(chart.record);
  }
  v1::UploadConfig config;
  FillLists(options, config);
  config.set_sample_rate(1);
  const std::vector<v1::ProgramConfig> programs = ProgramConfigsFromCharts(records);
  config.mutable_programs()->Assign(programs.begin(), programs.end());
  const Versions versions(wanted, name, options);
  for (v1::ProgramConfig& program : *config.mutable_programs()) {
    if (absl::Status status = versions.Fill(program); !status.ok()) return status;
  }
  if (!options.plain) {
    AnnotateAll(wanted, config);
    if (absl::Status status = FillBuilds(charts, options.builds, config); !status.ok()) {
      return status;
    }
  }
  if (absl::Status status = CheckUploadConfig(config); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": ", status.message()));
  }
  return config;
}

}  // namespace telemetry
