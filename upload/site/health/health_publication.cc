#include "upload/site/health/health_publication.h"

#include <cstdint>
#include <iterator>
#include <random>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "report/release_health/release_health.h"
#include "storage/civil_day.h"
#include "storage/files/file.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/health/health_path.h"
#include "upload/site/health/health_state.pb.h"
#include "upload/site/health/public_intake.h"
#include "upload/site/health/public_release.h"
#include "upload/site/internal/proto_file.h"
#include "upload/site/internal/visible_text.h"

namespace telemetry {
namespace {

// Removes the files of the folder whose names do not begin with one of `kept`.
absl::Status RemoveOthers(const std::string& folder, const std::set<std::string>& kept) {
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(folder);
  if (absl::IsNotFound(names.status())) return absl::OkStatus();
  absl::Status status = names.status();
  if (!names.ok()) return status;
  for (const std::string& name : *names) {
    if (kept.contains(name.substr(0, name.find('.')))) continue;
    status.Update(RemoveFile(absl::StrCat(folder, "/", name)));
  }
  return status;
}

std::string StatePath(const std::string& data_dir) {
  return ExactChartDirectory(data_dir) + "/health_state.binpb";
}

}  // namespace

uint64_t ProposedSecret(const std::string& data_dir) {
  const absl::StatusOr<v1::HealthState> state =
      upload_internal::ReadProtoFile<v1::HealthState>(StatePath(data_dir));
  if (state.ok() && state->secret() != 0) return state->secret();
  std::random_device device;
  return (uint64_t{device()} << 32 | device()) | 1;
}

HealthPublication::HealthPublication(const std::string& data_dir, PageAssets assets,
                                     int64_t min_reports, uint64_t secret)
    : min_reports_(min_reports),
      secret_(secret),
      files_(SiteDirectory(data_dir)),
      pages_(std::move(assets), min_reports),
      state_path_(StatePath(data_dir)) {}

absl::Status HealthPublication::Publish(const HealthInput& input) {
  const absl::CivilDay today = absl::ToCivilDay(input.now, absl::UTCTimeZone());
  ReadState();
  if (absl::Status status = Count(input, today); !status.ok()) return status;
  alarms_ = FindHealthAlarms(counts_, input.approved, today);
  if (absl::Status status = WritePages(input, today); !status.ok()) return status;
  return Tell();
}

void HealthPublication::ReadState() {
  absl::StatusOr<v1::HealthState> state =
      upload_internal::ReadProtoFile<v1::HealthState>(state_path_);
  // Lost, an alarm is told once more.
  if (state.ok()) state_ = *std::move(state);
}

absl::Status HealthPublication::Count(const HealthInput& input, absl::CivilDay today) {
  if (today != day_ || input.approved->version() != config_version_) counts_.clear();
  day_ = today;
  config_version_ = input.approved->version();
  const absl::CivilDay last = WeekEnd(today);
  const absl::CivilDay first = last - 7 * (kHealthWeeks - 1);
  counts_.erase(counts_.begin(), counts_.lower_bound(first));
  for (const auto& [sunday, datasets] : input.datasets) {
    if (sunday < first || sunday > last) continue;
    if (counts_.contains(sunday) && !input.stale.contains(sunday)) continue;
    // Until it is counted again.
    counts_.erase(sunday);
    ReleaseCountOptions options{.approved = input.approved, .today = today};
    absl::StatusOr<ReleaseCounts> counted = CountReleases(datasets, options);
    if (!counted.ok()) return counted.status();
    if (min_reports_ > 1) options.thinned_by = secret_;
    absl::StatusOr<ReleaseCounts> thinned = CountReleases(datasets, options);
    if (!thinned.ok()) return thinned.status();
    counts_[sunday] = std::move((*counted)[sunday]);
    thinned_[sunday] = std::move((*thinned)[sunday]);
  }
  for (auto week = thinned_.begin(); week != thinned_.end();) {
    week = counts_.contains(week->first) ? std::next(week) : thinned_.erase(week);
  }
  return absl::OkStatus();
}

absl::Status HealthPublication::WritePages(const HealthInput& input, absl::CivilDay today) const {
  std::vector<PublicReleases> programs;
  std::set<std::string> kept;
  for (const std::string& program : ProgramsOf(thinned_)) {
    programs.push_back(PublishReleases(program, counts_, thinned_, input.charts, input.approved,
                                       today, min_reports_));
    const std::string path = HealthPath(program);
    const std::string page = HealthFile(path);
    absl::Status status = files_.Write(page, pages_.Program(programs.back()));
    if (status.ok()) {
      status = files_.Write(HealthFile(path + ".json"), pages_.ProgramJson(programs.back()));
    }
    if (!status.ok()) return status;
    const std::string name = page.substr(page.find('/') + 1);
    kept.insert(name.substr(0, name.find('.')));
  }
  absl::Status status = RemoveOthers(files_.Path("health"), kept);
  const HealthIndex index{
      .programs = std::move(programs),
      .intake = PublishIntake(input.intake, secret_, today, min_reports_),
      .hidden = input.charts.empty() ? 0 : HiddenValues(input.charts.rbegin()->second),
      .published = input.now};
  if (status.ok()) status = files_.Write("health.html", pages_.Index(index));
  if (status.ok()) status = files_.Write("health.json", pages_.IndexJson(index));
  return status;
}

absl::Status HealthPublication::Tell() {
  bool has_new = false;
  for (const HealthAlarm& alarm : alarms_) {
    const std::string week = FormatCivilDay(alarm.week);
    std::string& latest = (*state_.mutable_told_week_of_program())[alarm.program];
    if (week <= latest) continue;
    latest = week;
    has_new = true;
    new_lines_.push_back(upload_internal::VisibleText(HealthAlarmLine(alarm)));
  }
  return has_new ? upload_internal::WriteProtoFile(state_path_, state_) : absl::OkStatus();
}

std::vector<std::string> HealthPublication::TakeNewLines() { return std::exchange(new_lines_, {}); }

absl::Status RemoveHealthPages(const std::string& site_directory) {
  return RemoveOthers(absl::StrCat(site_directory, "/health"), {});
}

}  // namespace telemetry
