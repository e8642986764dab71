#include "upload/site/publisher.h"

#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "config/upload_config.h"
#include "report/chart/chart.h"
#include "report/chart/chart.pb.h"
#include "report/civil_day.h"
#include "report/dataset/dataset_writer.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/files/path.h"
#include "storage/json/json_writer.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/public_chart_json.h"

namespace telemetry {
namespace {

constexpr int kDaysBack = 5 * 366;
constexpr int kDaysAhead = 31;
constexpr int kDaysOfTrend = 53 * 7;
constexpr size_t kPieceBytes = 1 << 20;
constexpr size_t kMaxChartsBytes = 256 << 20;
constexpr char kPublicationKey[] = "publication";

absl::CivilDay SundayOf(absl::CivilDay day) {
  return absl::NextWeekday(day - 1, absl::Weekday::sunday);
}

std::string WeekKey(absl::CivilDay sunday) {
  return absl::StrCat(FormatCivilDay(sunday - 6), "_", FormatCivilDay(sunday));
}

std::string DatasetName(absl::CivilDay day) {
  return absl::StrCat("data/", FormatCivilDay(day), ".json");
}

template <typename Message>
absl::Status WriteProto(const std::string& path, const Message& message) {
  return WriteFileAtomically(path, message.SerializeAsString());
}

template <typename Message>
absl::StatusOr<Message> ReadProto(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadFile(path, kMaxChartsBytes);
  if (!bytes.ok()) return bytes.status();
  Message message;
  if (!message.ParseFromString(*bytes)) {
    return absl::DataLossError(absl::StrCat(path, ": damaged; remove it to have it made again"));
  }
  return message;
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

void WriteKeys(JsonWriter& json, absl::string_view name, const std::vector<std::string>& keys) {
  json.Key(name);
  json.BeginArray();
  for (const std::string& key : keys) json.String(key);
  json.EndArray();
}

void WriteKey(JsonWriter& json, absl::string_view name, const std::optional<std::string>& key) {
  json.Key(name);
  key.has_value() ? json.String(*key) : json.Null();
}

std::string ChartIndexJson(const ChartIndex& index) {
  JsonWriter json;
  json.BeginObject();
  WriteKey(json, "latest", index.latest);
  WriteKey(json, "trend", index.trend);
  WriteKeys(json, "weeks", index.weeks);
  json.EndObject();
  return std::move(json).Take() + "\n";
}

std::string DatasetListJson(const std::vector<DatasetEntry>& datasets) {
  JsonWriter json;
  json.BeginObject();
  json.Key("days");
  json.BeginArray();
  for (const DatasetEntry& dataset : datasets) {
    json.BeginObject();
    json.Key("day");
    json.String(dataset.day);
    json.Key("reports");
    json.Int(dataset.reports);
    json.Key("bytes");
    json.Uint(dataset.bytes);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return std::move(json).Take() + "\n";
}

}  // namespace

Publisher::Publisher(PublisherOptions options, ReportReader reader)
    : options_(std::move(options)),
      pages_(options_.assets, options_.min_reports),
      files_(SiteDirectory(options_.data_dir)),
      exact_directory_(ExactChartDirectory(options_.data_dir)),
      reader_(std::move(reader)) {}

absl::Status Publisher::Publish(absl::Time now, std::stop_token stop) {
  const absl::Status status = EnsureDirectory(exact_directory_);
  if (!status.ok()) return status;
  const absl::StatusOr<FileLock> lock = FileLock::TryAcquire(exact_directory_ + "/publisher.lock");
  if (absl::IsUnavailable(lock.status())) return absl::OkStatus();
  if (!lock.ok()) return lock.status();
  return PublishLocked(now, stop);
}

absl::Status Publisher::PublishLocked(absl::Time now, const std::stop_token& stop) {
  absl::Status status = ReadPublication();
  for (const char* folder : {"", "data", "charts"}) {
    if (status.ok()) status = files_.RemoveUnfinished(folder);
  }
  if (status.ok() && first_run_) status = WriteFixedPages();
  if (!status.ok()) return status;
  const absl::StatusOr<std::vector<absl::CivilDay>> days = PublishedDays(now);
  if (!days.ok()) return days.status();
  Weeks weeks;
  for (const absl::CivilDay day : *days) {
    const absl::CivilDay sunday = SundayOf(day);
    weeks[sunday].push_back(day);
    if (stop.stop_requested()) return absl::CancelledError("stopped");
    const absl::StatusOr<bool> changed = UpdateDay(day);
    if (!changed.ok()) return changed.status();
    if (*changed) stale_weeks_.insert(sunday);
  }
  for (const auto& [sunday, days_of_week] : weeks) {
    const bool is_stale = stale_weeks_.contains(sunday) || !FileExists(ExactPath(WeekKey(sunday)));
    if (!is_stale && !first_run_) continue;
    if (stop.stop_requested()) return absl::CancelledError("stopped");
    status = UpdateWeek(sunday, days_of_week, is_stale);
    if (!status.ok()) return status;
  }
  if (first_run_ || !stale_weeks_.empty()) {
    status = WriteLists(*days, weeks);
    if (status.ok()) status = WriteProto(ExactPath(kPublicationKey), publication_);
    if (!status.ok()) return status;
  }
  stale_weeks_.clear();
  first_run_ = false;
  return absl::OkStatus();
}

absl::Status Publisher::ReadPublication() {
  absl::StatusOr<v1::Publication> read = ReadProto<v1::Publication>(ExactPath(kPublicationKey));
  // What is not recorded, or was made with another config, is made again.
  publication_ = read.ok() && read->config_version() == options_.approved->version()
                     ? *std::move(read)
                     : v1::Publication();
  publication_.set_config_version(options_.approved->version());
  if (read.ok() || absl::IsNotFound(read.status()) || absl::IsDataLoss(read.status())) {
    return absl::OkStatus();
  }
  return read.status();
}

std::string Publisher::ExactPath(absl::string_view key) const {
  return absl::StrCat(exact_directory_, "/", key, ".binpb");
}

absl::StatusOr<std::vector<absl::CivilDay>> Publisher::PublishedDays(absl::Time now) {
  absl::StatusOr<std::vector<absl::CivilDay>> days = reader_.Days();
  if (!days.ok()) return days;
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  const auto is_absurd = [today](absl::CivilDay day) {
    return day < today - kDaysBack || day > today + kDaysAhead;
  };
  days->erase(std::remove_if(days->begin(), days->end(), is_absurd), days->end());
  return days;
}

absl::StatusOr<bool> Publisher::UpdateDay(absl::CivilDay day) {
  const absl::StatusOr<int64_t> count = reader_.Count(day);
  if (!count.ok()) return count.status();
  int64_t& noted = (*publication_.mutable_reports_of_day())[FormatCivilDay(day)];
  if (noted == *count && FileExists(files_.Path(DatasetName(day)))) return false;
  if (absl::Status status = WriteReports(day); !status.ok()) return status;
  noted = *count;
  return true;
}

absl::Status Publisher::WriteReports(absl::CivilDay day) {
  // Reports may arrive meanwhile. The dataset may then have more reports than were counted, and the
  // next run makes it again.
  return files_.WriteLarge(DatasetName(day), [&](const std::string& path) {
    return WriteDataset(path, [&](ReportSink sink) { return ReadReports(reader_, day, sink); })
        .status();
  });
}

absl::Status Publisher::UpdateWeek(absl::CivilDay sunday, const std::vector<absl::CivilDay>& days,
                                   bool is_stale) {
  if (is_stale) {
    const absl::Status status = WriteExact(sunday, days);
    if (!status.ok()) return status;
    // It stays stale until the lists are written, even if this run fails.
    stale_weeks_.insert(sunday);
  }
  const absl::StatusOr<PublicCharts> shown = ShownWeek(sunday);
  if (!shown.ok()) return shown.status();
  return WriteCharts(*shown);
}

absl::Status Publisher::WriteExact(absl::CivilDay sunday, const std::vector<absl::CivilDay>& days) {
  std::vector<std::string> datasets;
  for (const absl::CivilDay day : days) datasets.push_back(files_.Path(DatasetName(day)));
  // One thread: the other processors are for uploads.
  const absl::StatusOr<v1::ChartData> charts = ChartDatasets(
      datasets, options_.approved->config(), {.start = sunday - 6, .end = sunday, .threads = 1});
  if (!charts.ok()) return charts.status();
  return WriteProto(ExactPath(WeekKey(sunday)), *charts);
}

absl::StatusOr<PublicCharts> Publisher::ShownWeek(absl::CivilDay sunday) const {
  const absl::StatusOr<v1::ChartData> exact = ReadProto<v1::ChartData>(ExactPath(WeekKey(sunday)));
  if (!exact.ok()) return exact.status();
  return PublishWeek(*exact, options_.min_reports);
}

absl::StatusOr<std::vector<PublicCharts>> Publisher::ShownYear(const Weeks& weeks) const {
  std::vector<PublicCharts> shown;
  if (weeks.empty()) return shown;
  const absl::CivilDay latest = weeks.rbegin()->first;
  absl::CivilDay sunday = weeks.upper_bound(latest - kDaysOfTrend)->first;
  for (; sunday <= latest; sunday += 7) {
    if (!weeks.contains(sunday)) {
      shown.push_back(NoReports(sunday, options_.min_reports));
      continue;
    }
    absl::StatusOr<PublicCharts> week = ShownWeek(sunday);
    if (!week.ok()) return week.status();
    shown.push_back(*std::move(week));
  }
  return shown;
}

absl::Status Publisher::WriteCharts(const PublicCharts& charts) const {
  const std::string name = absl::StrCat("charts/", ChartKey(charts));
  const absl::Status status = files_.Write(name + ".json", PublicChartsToJson(charts));
  if (!status.ok()) return status;
  return files_.Write(name + ".html", pages_.Charts(charts));
}

absl::Status Publisher::WriteLists(const std::vector<absl::CivilDay>& days, const Weeks& weeks) {
  ChartIndex index;
  for (auto week = weeks.rbegin(); week != weeks.rend(); ++week) {
    index.weeks.push_back(WeekKey(week->first));
  }
  const absl::StatusOr<std::vector<PublicCharts>> year = ShownYear(weeks);
  if (!year.ok()) return year.status();
  // A week with few reports, perhaps dated in the future, is not what a visitor should see first.
  auto latest = std::find_if(year->rbegin(), year->rend(), [](const PublicCharts& charts) {
    return charts.reports_at_least > 0;
  });
  if (latest == year->rend()) latest = year->rbegin();
  const PublicCharts* home = year->empty() ? nullptr : &*latest;
  absl::Status status = files_.Write("index.html", pages_.Home(home));
  if (home != nullptr) index.latest = ChartKey(*home);
  if (status.ok() && year->size() > 1) {
    const PublicCharts trend = PublishTrend(*year);
    index.trend = ChartKey(trend);
    status = WriteTrend(trend);
  }
  if (status.ok()) status = files_.Write("charts/index.html", pages_.ChartList(index));
  if (status.ok()) status = files_.Write("charts/index.json", ChartIndexJson(index));
  if (status.ok()) status = WriteDatasetList(days);
  return status;
}

absl::Status Publisher::WriteTrend(const PublicCharts& trend) {
  const std::string key = ChartKey(trend);
  absl::Status status = WriteCharts(trend);
  const std::string previous = std::exchange(*publication_.mutable_trend(), key);
  if (previous.empty() || previous == key) return status;
  // It would no longer be kept up to date.
  for (const char* suffix : {".json", ".json.gz", ".html", ".html.gz"}) {
    const std::string path = files_.Path(absl::StrCat("charts/", previous, suffix));
    if (status.ok()) status = RemoveFile(path);
  }
  return status;
}

absl::Status Publisher::WriteDatasetList(const std::vector<absl::CivilDay>& days) const {
  std::vector<DatasetEntry> datasets;
  for (auto day = days.rbegin(); day != days.rend(); ++day) {
    struct stat info = {};
    // A missing dataset is being made again.
    if (stat(files_.Path(DatasetName(*day)).c_str(), &info) != 0) continue;
    datasets.push_back({.day = FormatCivilDay(*day),
                        .reports = publication_.reports_of_day().at(FormatCivilDay(*day)),
                        .bytes = static_cast<uint64_t>(info.st_size)});
  }
  const absl::Status status = files_.Write("data/index.html", pages_.Data(datasets));
  if (!status.ok()) return status;
  return files_.Write("data/index.json", DatasetListJson(datasets));
}

absl::Status Publisher::WriteFixedPages() const {
  const ApprovedCounters& approved = *options_.approved;
  absl::Status status = files_.Write("config.html", pages_.Config(approved));
  if (status.ok()) {
    status = files_.Write("config.json", UploadConfigToJson(approved.config()) + "\n");
  }
  if (status.ok()) status = files_.Write("privacy.html", pages_.Privacy());
  if (status.ok()) {
    status = files_.Write("404.html", pages_.Message("Not found", "There is no such page here."));
  }
  return status;
}

}  // namespace telemetry
