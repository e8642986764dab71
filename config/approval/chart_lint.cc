#include "config/approval/chart_lint.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/finding.h"
#include "config/approval/internal/change_lint.h"
#include "config/approval/internal/name_lint.h"
#include "config/upload_config/build_list.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config_check.h"
#include "storage/day_number.h"

namespace telemetry {
namespace {

using config_internal::AreTooSimilar;
using config_internal::ChangeFinding;
using config_internal::IsListed;
using config_internal::LackOther;
using config_internal::LintChanges;
using config_internal::LooksPersonal;

constexpr int64_t kFarDays = 400;
constexpr int64_t kTooFarDays = 730;
constexpr int64_t kUsualDays = 365;

// Comparing takes quadratic time, and nobody reads a program's thousandth chart.
constexpr size_t kMaxComparedCharts = 1'000;

enum class CanAllow { kNo, kYes, kYesIfAgainst, kYesIfBuilds };

struct Lint {
  absl::string_view name;
  CanAllow can_allow;
};

constexpr Lint kLints[] = {
    {"MISSING_OWNER", CanAllow::kNo},
    {"MISSING_EXPIRY", CanAllow::kNo},
    {"EXPIRED", CanAllow::kNo},
    {"EXPIRES_TOO_FAR", CanAllow::kNo},
    {"NEVER_NEEDS_REASON", CanAllow::kNo},
    {"STACK_WITHOUT_DEPTH", CanAllow::kNo},
    {"STACK_WITHOUT_BUILDS", CanAllow::kYesIfBuilds},
    {"DUPLICATE_COUNTER", CanAllow::kNo},
    {"NAME_TOO_SIMILAR", CanAllow::kYes},
    {"BUCKETS_WITHOUT_OTHER", CanAllow::kYes},
    {"ISSUE_NOT_URL", CanAllow::kYes},
    {"NAME_LOOKS_PERSONAL", CanAllow::kYes},
    {"COUNT_LIMIT", CanAllow::kNo},
    {"MEANING_CHANGED", CanAllow::kYesIfAgainst},
    {"VERSION_FLOOR_LOWERED", CanAllow::kYesIfAgainst},
    {"UNUSED_ALLOW", CanAllow::kNo},
    {"UNKNOWN_ALLOW", CanAllow::kNo},
};

std::string DayText(absl::CivilDay day) { return FormatDay(day - absl::CivilDay(1970, 1, 1)); }

// Collects the findings of one chart after another.
class Linter {
 public:
  Linter(const std::vector<AnnotatedChart>& charts, const LintOptions& options)
      : charts_(charts), options_(options), findings_(charts.size()) {}

  std::vector<Finding> Run() {
    for (current_ = 0; current_ < charts_.size(); ++current_) {
      const AnnotatedChart& chart = charts_[current_];
      CheckOwner(chart);
      CheckExpiry(chart);
      CheckDepth(chart);
      if (options_.builds != nullptr) CheckBuilds(chart);
      CheckIssues(chart);
      if (CheckLimits(chart)) CheckNames(chart);
    }
    CheckSimilarCharts();
    if (options_.against != nullptr) CheckChanges();
    for (current_ = 0; current_ < charts_.size(); ++current_) ApplyAllows(charts_[current_]);
    std::vector<Finding> all;
    for (std::vector<Finding>& findings : findings_) {
      std::move(findings.begin(), findings.end(), std::back_inserter(all));
    }
    SortByLine(all);
    return all;
  }

 private:
  void Add(Severity severity, int line, absl::string_view name, std::string text) {
    findings_[current_].push_back({line, severity, std::string(name), std::move(text)});
  }
  void Error(int line, absl::string_view name, std::string text) {
    Add(Severity::kError, line, name, std::move(text));
  }
  void Warning(int line, absl::string_view name, std::string text) {
    Add(Severity::kWarning, line, name, std::move(text));
  }

  void CheckOwner(const AnnotatedChart& chart) {
    if (!chart.owners.empty()) return;
    Error(chart.record.line, "MISSING_OWNER",
          "say who answers for the chart: \"#@ owner: \" and a mail address or URL");
  }

  void CheckExpiry(const AnnotatedChart& chart) {
    const int line = chart.LineOf("expires");
    const std::string usual = DayText(options_.day + kUsualDays);
    if (chart.expiry.kind == ChartExpiry::Kind::kMissing) {
      Error(line, "MISSING_EXPIRY",
            absl::StrCat("say when the approval ends: \"#@ expires: ", usual,
                         "\", or \"#@ expires: never: \" and the reason"));
    } else if (chart.expiry.kind == ChartExpiry::Kind::kNever) {
      if (!chart.expiry.reason.empty()) return;
      Error(line, "NEVER_NEEDS_REASON",
            absl::StrCat("write why it must never end, \"#@ expires: never: \" and the reason, or "
                         "\"#@ expires: ",
                         usual, "\""));
    } else {
      CheckDay(chart.expiry.day, usual, line);
    }
  }

  void CheckDay(absl::CivilDay expires, const std::string& usual, int line) {
    const int64_t days = expires - options_.day;
    if (days <= 0) {
      const bool is_new =
          options_.against != nullptr && !IsListed(charts_[current_], *options_.against);
      Add(is_new ? Severity::kError : Severity::kWarning, line, "EXPIRED",
          absl::StrCat("nothing of it is taken since ", DayText(expires),
                       "; remove the record if nobody looks at its past, or propose it again with "
                       "\"#@ expires: ",
                       usual, "\""));
    } else if (days > kFarDays) {
      Add(days > kTooFarDays ? Severity::kError : Severity::kWarning, line, "EXPIRES_TOO_FAR",
          absl::StrCat(DayText(expires), " is ", days, " days away; write \"#@ expires: ", usual,
                       "\" and renew it while it is useful"));
    }
  }

  void CheckDepth(const AnnotatedChart& chart) {
    if (chart.record.type != "stack" || chart.record.depth > 0) return;
    Error(chart.LineOf("type"), "STACK_WITHOUT_DEPTH",
          absl::StrCat("no stack of \"", ChartOf(chart.record.counter),
                       "\" could ever arrive; add \"depth: 16\", or write \"type: partition\" if "
                       "it is an ordinary counter"));
  }

  void CheckBuilds(const AnnotatedChart& chart) {
    const std::string& program = chart.record.program;
    const bool has_builds =
        std::any_of(options_.builds->begin(), options_.builds->end(),
                    [&program](const ReleasedBuild& build) { return build.program == program; });
    if (!chart.is_stack() || has_builds) return;
    Warning(chart.LineOf("program"), "STACK_WITHOUT_BUILDS",
            absl::StrCat("no build of ", program,
                         " is listed, so its frames have functions and no source lines; add the "
                         "released files with \"collector config builds ",
                         program, " FILE...\""));
  }

  void CheckIssues(const AnnotatedChart& chart) {
    for (absl::string_view issue : chart.record.issues) {
      const absl::string_view whole = issue;
      if ((absl::ConsumePrefix(&issue, "https://") || absl::ConsumePrefix(&issue, "http://")) &&
          !issue.empty() && !absl::StrContains(issue, " ")) {
        continue;
      }
      Error(chart.LineOf("issue"), "ISSUE_NOT_URL",
            absl::StrCat("\"", whole,
                         "\" cannot be opened; write the proposal's address, such as "
                         "\"https://example.com/issues/7\""));
    }
  }

  // Whether the record's names may be expanded.
  bool CheckLimits(const AnnotatedChart& chart) {
    const int line = chart.LineOf("counter");
    const ExpandedSize size = SizeOfExpanded(chart.record.counter);
    size_t& program_names = names_of_program_[chart.record.program];
    const size_t before = program_names;
    program_names += size.names;
    bytes_ += size.bytes;
    if (size.longest_bytes > kMaxConfigTextBytes) {
      Error(line, "COUNT_LIMIT",
            absl::StrCat("a name has ", size.longest_bytes, " bytes; a counter may have ",
                         kMaxConfigTextBytes));
      return false;
    }
    if (bytes_ > kMaxExpandedBytes) {
      Error(line, "COUNT_LIMIT",
            absl::StrCat("up to here the names have ", bytes_, " bytes; a config may have ",
                         kMaxExpandedBytes, ": shorten them or list fewer buckets"));
      return false;
    }
    if (program_names <= kMaxProgramCounters) return true;
    // Once for each program is enough.
    if (before <= kMaxProgramCounters) {
      Error(
          line, "COUNT_LIMIT",
          absl::StrCat("with this record the program has ", program_names,
                       " names; a config may have ", kMaxProgramCounters, ": list fewer buckets"));
    }
    return false;
  }

  void CheckNames(const AnnotatedChart& chart) {
    const int line = chart.LineOf("counter");
    const std::vector<std::string> names = ExpandCounterName(chart.record.counter);
    bool is_personal = false;
    for (const std::string& name : names) {
      const auto key = std::make_tuple(chart.record.program, chart.is_stack(), name);
      const auto [first, is_first] = line_of_name_.emplace(key, line);
      if (!is_first) {
        Error(line, "DUPLICATE_COUNTER",
              absl::StrCat("\"", name, "\" is in line ", first->second,
                           " already; leave it out here or there"));
      }
      const std::string why = is_personal ? "" : LooksPersonal(name);
      if (why.empty()) continue;
      is_personal = true;
      Warning(line, "NAME_LOOKS_PERSONAL",
              absl::StrCat(why, " in \"", name,
                           "\" suggests that it says who or where somebody is; count a kind "
                           "instead of a value, or say in the description why it does not, and add "
                           "\"#@ allow: NAME_LOOKS_PERSONAL\""));
    }
    CheckBuckets(chart, names);
  }

  void CheckBuckets(const AnnotatedChart& chart, const std::vector<std::string>& names) {
    if (chart.record.type != "partition") return;
    const size_t prefix = chart.record.counter.find('{');
    if (prefix == std::string::npos) return;
    std::vector<std::string> buckets;
    buckets.reserve(names.size());
    for (const std::string& name : names) buckets.push_back(name.substr(prefix));
    if (!LackOther(buckets)) return;
    Warning(chart.LineOf("counter"), "BUCKETS_WITHOUT_OTHER",
            absl::StrCat("what is none of the ", buckets.size(), " buckets of \"",
                         ChartOf(chart.record.counter),
                         "\" is not counted; add the bucket \"other\" and count it, or \"#@ allow: "
                         "BUCKETS_WITHOUT_OTHER\" if there is nothing else"));
  }

  void CheckSimilarCharts() {
    std::map<std::string, std::vector<size_t>> charts_of_program;
    for (current_ = 0; current_ < charts_.size(); ++current_) {
      const AnnotatedChart& chart = charts_[current_];
      std::vector<size_t>& earlier = charts_of_program[chart.record.program];
      if (earlier.size() >= kMaxComparedCharts) continue;
      const absl::string_view name = ChartOf(chart.record.counter);
      const auto similar = std::find_if(earlier.begin(), earlier.end(), [&](size_t other) {
        return AreTooSimilar(name, ChartOf(charts_[other].record.counter));
      });
      if (similar != earlier.end()) {
        Warning(chart.LineOf("counter"), "NAME_TOO_SIMILAR",
                absl::StrCat("\"", name, "\" will be taken for \"",
                             ChartOf(charts_[*similar].record.counter), "\" of line ",
                             charts_[*similar].LineOf("counter"),
                             "; choose another name, or add \"#@ allow: NAME_TOO_SIMILAR\""));
      }
      earlier.push_back(current_);
    }
  }

  void CheckChanges() {
    for (ChangeFinding& change : LintChanges(charts_, *options_.against)) {
      findings_[change.chart].push_back(std::move(change.finding));
    }
  }

  // Removes what the record allows, and reports what it allows in vain.
  void ApplyAllows(const AnnotatedChart& chart) {
    std::vector<Finding> kept = std::exchange(findings_[current_], {});
    absl::flat_hash_set<std::string> seen;
    for (const auto& [name, line] : chart.allowed) {
      const auto lint = std::find_if(std::begin(kLints), std::end(kLints),
                                     [&name = name](const Lint& l) { return l.name == name; });
      if (lint == std::end(kLints) || lint->can_allow == CanAllow::kNo) {
        Error(line, "UNKNOWN_ALLOW",
              absl::StrCat("\"", name, "\" ",
                           lint == std::end(kLints) ? "is no lint" : "cannot be allowed",
                           "; remove the line"));
        continue;
      }
      const size_t before = kept.size();
      kept.erase(std::remove_if(kept.begin(), kept.end(),
                                [&name = name](const Finding& f) { return f.name == name; }),
                 kept.end());
      const bool is_checked =
          lint->can_allow == CanAllow::kYes ||
          (lint->can_allow == CanAllow::kYesIfBuilds ? options_.builds != nullptr
                                                     : options_.against != nullptr);
      if (!seen.insert(name).second || (is_checked && kept.size() == before)) {
        Warning(line, "UNUSED_ALLOW",
                absl::StrCat("the record has no ", name, " to allow; remove the line"));
      }
    }
    std::move(kept.begin(), kept.end(), std::back_inserter(findings_[current_]));
  }

  const std::vector<AnnotatedChart>& charts_;
  const LintOptions& options_;
  size_t current_ = 0;                          // index of the chart that Add() is about
  std::vector<std::vector<Finding>> findings_;  // by chart
  absl::flat_hash_map<std::string, size_t> names_of_program_;
  size_t bytes_ = 0;
  // By program, whether it is a stack, and name.
  absl::flat_hash_map<std::tuple<std::string, bool, std::string>, int> line_of_name_;
};

}  // namespace

std::vector<Finding> LintCharts(const std::vector<AnnotatedChart>& charts,
                                const LintOptions& options) {
  return Linter(charts, options).Run();
}

}  // namespace telemetry
