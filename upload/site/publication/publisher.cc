#include "upload/site/publication/publisher.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/chart/chart.h"
#include "report/chart/chart.pb.h"
#include "report/dataset/dataset_writer.h"
#include "storage/civil_day.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/chart_key.h"
#include "upload/site/internal/site_index_json.h"
#include "upload/site/public_chart_json.h"
#include "upload/site/publication/sha256_of_file.h"
#include "upload/site/site_index.h"

namespace telemetry {
namespace {

constexpr int kDaysBack = 5 * 366;
constexpr int kDaysAhead = 31;
constexpr int kDaysOfTrend = 53 * 7;
constexpr size_t kPieceBytes = 1 << 20;

absl::CivilDay SundayOf(absl::CivilDay day) {
  return absl::NextWeekday(day - 1, absl::Weekday::sunday);
}

std::string DatasetName(absl::CivilDay day) {
  return absl::StrCat("data/", FormatCivilDay(day), ".json");
}

std::string ChartsName(const PublicCharts& charts) {
  return absl::StrCat("charts/", ChartKey(charts.start, charts.end));
}

// Reads piece by piece, so that the store's log can be truncated in between.
absl::Status ReadReports(ReportReader& reader, absl::CivilDay day, ReportSink sink) {
  double last_x = ReportReader::kBeforeFirst;
  for (bool is_last = false; !is_last;) {
    const absl::StatusOr<ReportsRead> read = reader.ForEachAfter(day, last_x, kPieceBytes, sink);
    if (!read.ok()) return read.status();
    last_x = read->last_x;
    is_last = read->is_last;
  }
  return absl::OkStatus();
}

// A week without reports, between other weeks of a trend.
PublicCharts NoReports(absl::CivilDay sunday, int64_t min_reports) {
  return {.start = FormatCivilDay(sunday - 6),
          .end = FormatCivilDay(sunday),
          .min_reports = min_reports,
          .reports_at_least = 0};
}

// What a visitor should see first; null if there are no weeks: the latest that has ended and has
// enough reports. If there is none, the latest that has enough, or else the latest.
const PublicCharts* HomeWeek(const std::vector<PublicCharts>& year, absl::CivilDay today) {
  const std::string now = FormatCivilDay(today);
  const PublicCharts* home = nullptr;
  int best = -1;
  for (const PublicCharts& charts : year) {
    const bool has_reports = charts.reports_at_least > 0;
    const int rank = (has_reports ? 1 : 0) + (has_reports && charts.end < now ? 1 : 0);
    if (rank < best) continue;
    best = rank;
    home = &charts;
  }
  return home;
}

}  // namespace

Publisher::Publisher(PublisherOptions options, std::unique_ptr<ReportReader> reader,
                     std::unique_ptr<ConfigHistory> history, std::unique_ptr<IntakeCounts> intake)
    : options_(std::move(options)),
      pages_(options_.assets, options_.min_reports),
      files_(SiteDirectory(options_.data_dir)),
      exact_directory_(ExactChartDirectory(options_.data_dir)),
      record_path_(exact_directory_ + "/publication.binpb"),
      exact_(exact_directory_),
      health_(options_.data_dir, options_.assets, options_.min_reports, options_.secret),
      stacks_(options_.data_dir, options_.assets, options_.min_reports, options_.stack_claims),
      reader_(std::move(reader)),
      intake_(std::move(intake)),
      configs_(std::move(history)) {}

absl::Status Publisher::Publish(absl::Time now, std::stop_token stop) {
  const absl::Status status = EnsureDirectory(exact_directory_);
  if (!status.ok()) return status;
  const absl::StatusOr<FileLock> lock = FileLock::TryAcquire(exact_directory_ + "/publisher.lock");
  if (absl::IsUnavailable(lock.status())) return absl::OkStatus();
  if (!lock.ok()) return lock.status();
  return PublishLocked(now, stop);
}

absl::Status Publisher::PublishLocked(absl::Time now, const std::stop_token& stop) {
  const absl::StatusOr<bool> config_changed = configs_.Update();
  if (!config_changed.ok()) return config_changed.status();
  if (*config_changed) everything_ = true;
  absl::StatusOr<upload_internal::PublicationRecord> record =
      upload_internal::PublicationRecord::Read(record_path_, approved().version());
  absl::Status status = record.status();
  for (const char* folder : {"", "data", "charts", "health"}) {
    if (status.ok()) status = files_.RemoveUnfinished(folder);
  }
  if (status.ok() && everything_) status = WriteFixedPages();
  if (!status.ok()) return status;
  const absl::StatusOr<std::vector<absl::CivilDay>> days = PublishedDays(now);
  if (!days.ok()) return days.status();
  Weeks weeks;
  for (const absl::CivilDay day : *days) {
    const absl::CivilDay sunday = SundayOf(day);
    weeks[sunday].push_back(day);
    if (stop.stop_requested()) return absl::CancelledError("stopped");
    const absl::StatusOr<bool> changed = UpdateDay(day, *record);
    if (!changed.ok()) return changed.status();
    if (*changed) stale_weeks_.insert(sunday);
  }
  ShownWeeks shown;
  for (const auto& [sunday, days_of_week] : weeks) {
    const bool is_stale =
        stale_weeks_.contains(sunday) || !exact_.Has(sunday) || stacks_.LacksWeek(sunday);
    if (!is_stale && !everything_) continue;
    if (stop.stop_requested()) return absl::CancelledError("stopped");
    absl::StatusOr<PublicCharts> charts = UpdateWeek(sunday, days_of_week, is_stale);
    if (!charts.ok()) return charts.status();
    if (sunday > weeks.rbegin()->first - kDaysOfTrend) shown[sunday] = *std::move(charts);
  }
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  if (everything_ || !stale_weeks_.empty() || listed_ != today) {
    status = WriteLists(today, *days, weeks, std::move(shown), *record);
    if (status.ok()) status = PublishHealth(now, weeks);
    if (status.ok()) status = record->Write(record_path_);
    if (!status.ok()) return status;
    listed_ = today;
  }
  stale_weeks_.clear();
  everything_ = false;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<absl::CivilDay>> Publisher::PublishedDays(absl::Time now) {
  absl::StatusOr<std::vector<absl::CivilDay>> days = reader_->Days();
  if (!days.ok()) return days;
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  const auto is_absurd = [today](absl::CivilDay day) {
    return day < today - kDaysBack || day > today + kDaysAhead;
  };
  days->erase(std::remove_if(days->begin(), days->end(), is_absurd), days->end());
  return days;
}

absl::StatusOr<bool> Publisher::UpdateDay(absl::CivilDay day,
                                          upload_internal::PublicationRecord& record) {
  const absl::StatusOr<int64_t> count = reader_->Count(day);
  if (!count.ok()) return count.status();
  if (record.ReportsOf(day) == *count && !record.Sha256Of(day).empty() &&
      files_.SizeBytes(DatasetName(day)).has_value()) {
    return false;
  }
  const absl::StatusOr<std::string> sha256 = WriteReports(day);
  if (!sha256.ok()) return sha256.status();
  record.Note(day, *count, *sha256);
  return true;
}

absl::StatusOr<std::string> Publisher::WriteReports(absl::CivilDay day) {
  absl::StatusOr<std::string> sha256;
  // Reports may arrive meanwhile. The dataset may then have more reports than were counted, and the
  // next run makes it again.
  const absl::Status status = files_.WriteLarge(DatasetName(day), [&](const std::string& path) {
    const absl::Status written = WriteDataset(path, [&](ReportSink sink) {
                                   return ReadReports(*reader_, day, sink);
                                 }).status();
    if (!written.ok()) return written;
    sha256 = upload_internal::Sha256OfFile(path);
    return sha256.status();
  });
  if (!status.ok()) return status;
  return sha256;
}

absl::StatusOr<PublicCharts> Publisher::UpdateWeek(absl::CivilDay sunday,
                                                   const std::vector<absl::CivilDay>& days,
                                                   bool is_stale) {
  const absl::StatusOr<v1::ChartData> exact =
      is_stale ? MakeExact(sunday, days) : ExactOf(sunday, days);
  if (!exact.ok()) return exact.status();
  // It stays stale until the lists are written, even if this run fails.
  if (is_stale) stale_weeks_.insert(sunday);
  if (absl::Status status = is_stale ? UpdateStacks(sunday, days) : absl::OkStatus();
      !status.ok()) {
    return status;
  }
  PublicCharts charts = PublishWeek(*exact, options_.min_reports);
  if (absl::Status status = WriteCharts(charts); !status.ok()) return status;
  return charts;
}

absl::StatusOr<v1::ChartData> Publisher::ExactOf(absl::CivilDay sunday,
                                                 const std::vector<absl::CivilDay>& days) const {
  absl::StatusOr<v1::ChartData> kept = exact_.Read(sunday);
  return absl::IsDataLoss(kept.status()) ? MakeExact(sunday, days) : kept;
}

absl::StatusOr<v1::ChartData> Publisher::MakeExact(absl::CivilDay sunday,
                                                   const std::vector<absl::CivilDay>& days) const {
  std::vector<std::string> datasets;
  for (const absl::CivilDay day : days) datasets.push_back(files_.Path(DatasetName(day)));
  // One thread: the other processors are for uploads.
  absl::StatusOr<v1::ChartData> charts = ChartDatasets(
      datasets, approved().config(), {.start = sunday - 6, .end = sunday, .threads = 1});
  if (!charts.ok()) return charts;
  if (absl::Status status = exact_.Write(sunday, *charts); !status.ok()) return status;
  return charts;
}

absl::Status Publisher::UpdateStacks(absl::CivilDay sunday,
                                     const std::vector<absl::CivilDay>& days) const {
  std::vector<std::string> datasets;
  for (const absl::CivilDay day : days) datasets.push_back(files_.Path(DatasetName(day)));
  absl::flat_hash_set<std::string> programs;
  for (const v1::ProgramConfig& program : approved().config().programs()) {
    programs.insert(program.name());
  }
  return stacks_.UpdateWeek(sunday, datasets, programs);
}

absl::StatusOr<std::vector<PublicCharts>> Publisher::ShownYear(const Weeks& weeks,
                                                               ShownWeeks shown) const {
  std::vector<PublicCharts> year;
  if (weeks.empty()) return year;
  const absl::CivilDay latest = weeks.rbegin()->first;
  absl::CivilDay sunday = weeks.upper_bound(latest - kDaysOfTrend)->first;
  for (; sunday <= latest; sunday += 7) {
    if (const auto made = shown.find(sunday); made != shown.end()) {
      year.push_back(std::move(made->second));
      continue;
    }
    const auto days = weeks.find(sunday);
    if (days == weeks.end()) {
      year.push_back(NoReports(sunday, options_.min_reports));
      continue;
    }
    const absl::StatusOr<v1::ChartData> exact = ExactOf(sunday, days->second);
    if (!exact.ok()) return exact.status();
    year.push_back(PublishWeek(*exact, options_.min_reports));
  }
  return year;
}

absl::Status Publisher::WriteCharts(const PublicCharts& charts) const {
  const std::string name = ChartsName(charts);
  const absl::Status status = files_.Write(name + ".json", PublicChartsToJson(charts));
  if (!status.ok()) return status;
  return files_.Write(name + ".html", pages_.Charts(charts, &configs_.notes()));
}

absl::Status Publisher::WriteLists(absl::CivilDay today, const std::vector<absl::CivilDay>& days,
                                   const Weeks& weeks, ShownWeeks shown,
                                   upload_internal::PublicationRecord& record) const {
  ChartIndex index;
  for (auto week = weeks.rbegin(); week != weeks.rend(); ++week) {
    index.weeks.push_back(ChartKeyOfWeek(week->first));
  }
  const absl::StatusOr<std::vector<PublicCharts>> year = ShownYear(weeks, std::move(shown));
  if (!year.ok()) return year.status();
  const PublicCharts* home = HomeWeek(*year, today);
  absl::Status status = files_.Write("index.html", pages_.Home(home, &configs_.notes()));
  if (home != nullptr) index.latest = ChartKey(home->start, home->end);
  if (status.ok() && year->size() > 1) {
    const PublicCharts trend = PublishTrend(*year);
    index.trend = ChartKey(trend.start, trend.end);
    status = WriteTrend(trend, record);
  }
  if (status.ok()) status = files_.Write("charts/index.html", pages_.ChartList(index));
  if (status.ok())
    status = files_.Write("charts/index.json", upload_internal::ChartIndexToJson(index));
  const absl::CivilDay latest = weeks.empty() ? SundayOf(today) : weeks.rbegin()->first;
  const auto first = weeks.upper_bound(latest - kDaysOfTrend);
  if (status.ok()) status = WriteDatasetList(days, record);
  // The last: it fails while a file of the operator's is wrong.
  if (status.ok()) status = stacks_.Publish(first == weeks.end() ? latest : first->first, latest);
  return status;
}

absl::Status Publisher::WriteTrend(const PublicCharts& trend,
                                   upload_internal::PublicationRecord& record) const {
  const std::string key = ChartKey(trend.start, trend.end);
  absl::Status status = WriteCharts(trend);
  const std::string previous = record.ExchangeTrend(key);
  if (previous.empty() || previous == key) return status;
  // It would no longer be kept up to date.
  for (const char* suffix : {".json", ".json.gz", ".html", ".html.gz"}) {
    const std::string path = files_.Path(absl::StrCat("charts/", previous, suffix));
    if (status.ok()) status = RemoveFile(path);
  }
  return status;
}

absl::Status Publisher::PublishHealth(absl::Time now, const Weeks& weeks) {
  HealthInput input{.now = now, .stale = stale_weeks_, .approved = &approved()};
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  for (const auto& [sunday, days] : weeks) {
    if (sunday <= SundayOf(today) - 7 * kHealthWeeks || sunday > SundayOf(today)) continue;
    const absl::StatusOr<v1::ChartData> exact = ExactOf(sunday, days);
    if (!exact.ok()) return exact.status();
    input.charts.emplace(sunday, PublishWeek(*exact, options_.min_reports));
    for (const absl::CivilDay day : days) {
      input.datasets[sunday].push_back(files_.Path(DatasetName(day)));
    }
  }
  if (intake_ != nullptr) {
    absl::StatusOr<std::vector<IntakeCount>> intake = intake_->List();
    if (!intake.ok()) return intake.status();
    input.intake = *std::move(intake);
  }
  return health_.Publish(input);
}

absl::Status Publisher::WriteDatasetList(const std::vector<absl::CivilDay>& days,
                                         const upload_internal::PublicationRecord& record) const {
  std::vector<DatasetEntry> datasets;
  for (auto day = days.rbegin(); day != days.rend(); ++day) {
    const std::optional<uint64_t> bytes = files_.SizeBytes(DatasetName(*day));
    // A missing dataset is being made again.
    if (!bytes.has_value()) continue;
    datasets.push_back({.day = FormatCivilDay(*day),
                        .reports = record.ReportsOf(*day),
                        .bytes = *bytes,
                        .sha256 = record.Sha256Of(*day)});
  }
  const absl::Status status = files_.Write("data/index.html", pages_.Data(datasets));
  if (!status.ok()) return status;
  return files_.Write("data/index.json", upload_internal::DatasetListToJson(datasets));
}

absl::Status Publisher::WriteFixedPages() const {
  absl::Status status = files_.Write("config.html", pages_.Config(approved()));
  if (status.ok()) {
    status = files_.Write("config.json", UploadConfigToJson(approved().config()) + "\n");
  }
  if (status.ok()) {
    status = files_.Write("config_history.html", pages_.ConfigHistory(configs_.changes()));
  }
  if (status.ok()) status = files_.Write("privacy.html", pages_.Privacy());
  if (status.ok()) {
    status = files_.Write("404.html", pages_.Message("Not found", "There is no such page here."));
  }
  return status;
}

}  // namespace telemetry
