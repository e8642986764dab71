#include "report/making/internal/run_reports.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "report/making/internal/counted_files.h"
#include "report/making/internal/week_terms.h"
#include "report/making/no_upload.h"
#include "report/making/report_builder.h"
#include "report/report.pb.h"
#include "report/report_files/existing_reports.h"
#include "report/report_files/week_commit.h"
#include "report/report_json.h"
#include "report/report_limits.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::report_internal {
namespace {

// One run. Its functions are its steps, in order.
class Run {
 public:
  Run(const TelemetryDir& dir, const Approvals& approvals, const ReportOptions& options,
      XSource draw_x, FileChanges& changes)
      : dir_(dir), approvals_(approvals), options_(options), draw_x_(draw_x), changes_(changes) {}

  absl::StatusOr<ReportRun> Execute() {
    absl::Status status = SettleUnfinishedWeeks(dir_, MayUpload(), changes_);
    if (status.ok()) status = MakeWeeks();
    if (!status.ok()) return status;
    return std::move(run_);
  }

 private:
  absl::Status MakeWeeks();
  absl::Status MakeWeek(absl::CivilDay week, const std::vector<std::string>& paths);
  absl::StatusOr<std::optional<WeekReports>> ClaimAndBuild(WeekCommit& commit, absl::CivilDay week,
                                                           const std::vector<std::string>& paths);
  absl::StatusOr<std::vector<CountedFile>> ReadClaimed(WeekCommit& commit);
  absl::StatusOr<std::optional<WeekReports>> Build(absl::CivilDay week,
                                                   const std::vector<CountedFile>& files);
  absl::Status Put(WeekCommit& commit, absl::CivilDay week, const WeekReports& reports);

  bool IsExpired(const CountedFile& file) const { return file.metadata.time_end < options_.now; }
  bool MayUpload() const { return options_.mode == Mode::kOn; }
  void Warn(const absl::Status& status) {
    run_.warnings.emplace_back(status.message());
    if (IsSystemFailure(status)) run_.failure.Update(status);
  }

  const TelemetryDir& dir_;
  const Approvals& approvals_;
  const ReportOptions& options_;
  const XSource draw_x_;
  FileChanges& changes_;
  std::string last_week_;
  ReportRun run_;
};

absl::Status Run::MakeWeeks() {
  const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(dir_);
  if (!files.ok()) return files.status();
  last_week_ = LatestSentWeek(*files, absl::ToCivilDay(options_.now, absl::UTCTimeZone()));
  absl::StatusOr<FoundFiles> found = FindCounterFiles(*files);
  if (!found.ok()) return found.status();
  run_.warnings = std::move(found->warnings);
  run_.failure = found->failure;
  for (const auto& [week, of_week] : found->by_week) {
    std::vector<std::string> paths;
    bool has_counters = false;
    for (const FoundFile& file : of_week) {
      if (!IsExpired(file.file)) continue;
      paths.push_back(file.path);
      has_counters |= !file.file.contents.count().empty();
    }
    if (!has_counters) continue;
    if (absl::Status status = MakeWeek(week, paths); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Run::MakeWeek(absl::CivilDay week, const std::vector<std::string>& paths) {
  WeekCommit commit(dir_, week, changes_);
  const absl::StatusOr<std::optional<WeekReports>> reports = ClaimAndBuild(commit, week, paths);
  if (reports.ok() && reports->has_value()) return Put(commit, week, **reports);
  absl::Status rolled_back = commit.RollBack();
  return reports.ok() ? rolled_back : reports.status();
}

// nullopt if no report is to be made; the caller must then put the claimed files back.
absl::StatusOr<std::optional<WeekReports>> Run::ClaimAndBuild(
    WeekCommit& commit, absl::CivilDay week, const std::vector<std::string>& paths) {
  if (absl::Status status = commit.Begin(); !status.ok()) return status;
  for (const std::string& path : paths) {
    if (absl::Status status = commit.Claim(path); !status.ok()) return status;
  }
  const absl::StatusOr<std::vector<CountedFile>> files = ReadClaimed(commit);
  if (!files.ok()) return files.status();
  return Build(week, *files);
}

// Reads the claimed files again, now that nobody else can take them.
absl::StatusOr<std::vector<CountedFile>> Run::ReadClaimed(WeekCommit& commit) {
  const absl::StatusOr<std::vector<std::string>> paths = commit.Claimed();
  if (!paths.ok()) return paths.status();
  std::vector<CountedFile> files;
  for (const std::string& path : *paths) {
    absl::StatusOr<CountedFile> file = ReadCountedFile(dir_, path);
    if (file.ok()) {
      files.push_back(*std::move(file));
      continue;
    }
    Warn(file.status());
    if (absl::Status status = commit.PutBack(path); !status.ok()) return status;
  }
  return files;
}

absl::StatusOr<std::optional<WeekReports>> Run::Build(absl::CivilDay week,
                                                      const std::vector<CountedFile>& files) {
  const absl::StatusOr<std::optional<v1::Report>> existing = ReadLocalReport(dir_, week);
  if (!existing.ok()) {
    Warn(existing.status());
    return std::nullopt;
  }
  const absl::StatusOr<ReportTerms> terms = TermsFor(dir_, week, last_week_, options_, draw_x_);
  if (!terms.ok()) return terms.status();
  std::optional<WeekReports> reports = BuildReports(files, *terms, approvals_);
  if (reports.has_value() && existing->has_value()) {
    reports->local = AddLateFiles(**existing, files);
  }
  return reports;
}

absl::Status Run::Put(WeekCommit& commit, absl::CivilDay week, const WeekReports& reports) {
  WeekCommit::Reports json = {.local = ReportToJson(reports.local), .upload = std::nullopt};
  MadeReport made{.week = week, .local_path = dir_.local_report_path(week), .upload = {}};
  if (const auto* upload = std::get_if<v1::Report>(&reports.upload)) {
    json.upload = ReportToJson(*upload);
    made.upload = dir_.ready_report_path(week);
    if (reports.num_too_large > 0) {
      run_.warnings.push_back(
          absl::StrCat(dir_.ready_report_path(week), ": left out ", reports.num_too_large,
                       reports.num_too_large == 1 ? " item" : " items",
                       ", the rarest stacks first, to keep it within ", kMaxReportBytes, " bytes"));
    }
  } else {
    made.upload = std::get<NoUpload>(reports.upload);
  }
  absl::Status status = commit.Commit(json);
  if (!status.ok()) {
    (void)commit.RollBack();  // else the next run does it
    return status;
  }
  run_.reports.push_back(std::move(made));
  return commit.Finish(MayUpload());
}

}  // namespace

absl::StatusOr<ReportRun> RunReports(const TelemetryDir& dir, const Approvals& approvals,
                                     const ReportOptions& options, XSource draw_x,
                                     FileChanges& changes) {
  return Run(dir, approvals, options, draw_x, changes).Execute();
}

}  // namespace telemetry::report_internal
