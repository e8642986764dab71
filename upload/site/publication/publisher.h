// Makes what the public site serves: datasets, charts, pages.
//
//   Publisher publisher(options, std::move(reader), std::move(history));
//   absl::Status status = publisher.Publish(absl::Now());  // periodically
//
//    store    ──▶ site/data/DAY.json
//                        │ of a week                exact             what the public may see
//                        └─────────────▶ charts/WEEK.binpb ─────▶ site/charts/WEEK.{json,html}
//                                              never served              │ of a year
//                                                                        ▼
//                                                             site/charts/TREND.{json,html}
//
// What is approved is the config in force in the store (storage/report_store/config_history.h), so
// that all collectors on a data directory publish the same.
//
// Incremental: reports are only ever added, so a day is made again if its number of reports has
// changed, a week if one of its days has changed, and everything if the config has changed. Reports
// of unchanged days are not read. The first run of a process also makes all pages again, since the
// existing ones may be from another version of the program.
//
// If an error or the end of the process interrupts a run, the next run completes it: what was made
// is recorded last. Files are replaced as a whole, so readers get either the old file or the new
// one. Files that a killed process left half-written are removed.
//
// Weeks run from Monday to Sunday. The home page shows the latest week that has ended and has enough
// reports, since the current one fills up slowly, and a few reports could take it over. A trend covers the latest week and the 52 before it, including
// those without reports. Only days from five years ago to a month ahead are published, so that
// reports with absurd dates cannot each create a page.
//
// Several collectors may share a data directory: one of them publishes at a time, and the others
// do nothing.
//
// Thread-compatible.

#ifndef UPLOAD_SITE_PUBLICATION_PUBLISHER_H_
#define UPLOAD_SITE_PUBLICATION_PUBLISHER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "report/chart/chart.pb.h"
#include "report/release_health/silent_release.h"
#include "storage/report_store/config_history.h"
#include "storage/report_store/intake_counts.h"
#include "storage/report_store/report_reader.h"
#include "upload/site/health/health_publication.h"
#include "upload/site/public_chart.h"
#include "upload/site/publication/exact_charts.h"
#include "upload/site/publication/publication_record.h"
#include "upload/site/publication/published_configs.h"
#include "upload/site/publication/published_files.h"
#include "upload/site/site_pages.h"
#include "upload/site/stacks/stack_publication.h"

namespace telemetry {

struct PublisherOptions {
  // The collector's data directory. Its folders charts/ and site/ belong to the publisher.
  std::string data_dir;
  PageAssets assets = {};
  // Charts hide counts from fewer reports than this. At least 1.
  int64_t min_reports = 5;
  // The file that names the issues about stacks (report/stacks/triage_config.h); empty: there are none to show.
  std::string stack_claims = {};
  // Draws which reports public numbers leave out: the store's (CollectorStore::PublicationSecret()).
  uint64_t secret = 0;
};

class Publisher {
 public:
  // `reader`, `history` and `intake` read the same store. Without `intake`, the site says nothing of what arrived.
  Publisher(PublisherOptions options, std::unique_ptr<ReportReader> reader,
            std::unique_ptr<ConfigHistory> history, std::unique_ptr<IntakeCounts> intake = nullptr);

  // Brings the site up to date with the store. Does nothing while another publisher is doing so.
  // Stops at the first error: that of the store, or of the system call that failed, with the file.
  // FailedPrecondition if no config is in force, or one that this program does not understand.
  // Cancelled if `stop` was requested; it then stops after the current day or week.
  absl::Status Publish(absl::Time now, std::stop_token stop = {});

  // What was alarming when this publisher last brought the site up to date, and the lines about it that the
  // operator has not been told (health_publication.h).
  const std::vector<HealthAlarm>& alarms() const { return health_.alarms(); }
  std::vector<std::string> TakeAlarmLines() { return health_.TakeNewLines(); }

 private:
  // Each Sunday that ends a week with reports, and the days of that week that have reports.
  using Weeks = std::map<absl::CivilDay, std::vector<absl::CivilDay>>;
  // What this run has made for the weeks that end with these Sundays.
  using ShownWeeks = std::map<absl::CivilDay, PublicCharts>;

  absl::Status PublishLocked(absl::Time now, const std::stop_token& stop);
  absl::StatusOr<std::vector<absl::CivilDay>> PublishedDays(absl::Time now);
  // Makes the dataset of a day if it is out of date; returns whether it was.
  absl::StatusOr<bool> UpdateDay(absl::CivilDay day, upload_internal::PublicationRecord& record);
  // Writes it, and returns its SHA-256.
  absl::StatusOr<std::string> WriteReports(absl::CivilDay day);
  // Makes the pages of a week, and its exact charts if they are stale.
  absl::StatusOr<PublicCharts> UpdateWeek(absl::CivilDay sunday,
                                          const std::vector<absl::CivilDay>& days, bool is_stale);
  // The exact charts of a week that were kept; makes them again if the file is damaged.
  absl::StatusOr<v1::ChartData> ExactOf(absl::CivilDay sunday,
                                        const std::vector<absl::CivilDay>& days) const;
  // Makes the exact charts of a week, and keeps them for later runs.
  absl::StatusOr<v1::ChartData> MakeExact(absl::CivilDay sunday,
                                          const std::vector<absl::CivilDay>& days) const;
  // The latest week and those of the year before it, in order; empty if there are no weeks.
  absl::StatusOr<std::vector<PublicCharts>> ShownYear(const Weeks& weeks, ShownWeeks shown) const;
  // Counts the stacks of a week.
  absl::Status UpdateStacks(absl::CivilDay sunday, const std::vector<absl::CivilDay>& days) const;
  absl::Status WriteCharts(const PublicCharts& charts) const;
  absl::Status WriteLists(absl::CivilDay today, const std::vector<absl::CivilDay>& days,
                          const Weeks& weeks, ShownWeeks shown,
                          upload_internal::PublicationRecord& record) const;
  // Replaces the previous trend.
  absl::Status WriteTrend(const PublicCharts& trend,
                          upload_internal::PublicationRecord& record) const;
  absl::Status PublishHealth(absl::Time now, const Weeks& weeks);
  absl::Status WriteDatasetList(const std::vector<absl::CivilDay>& days,
                                const upload_internal::PublicationRecord& record) const;
  // The pages that do not depend on reports.
  absl::Status WriteFixedPages() const;
  const ApprovedCounters& approved() const { return configs_.approved(); }

  const PublisherOptions options_;
  const SitePages pages_;
  const PublishedFiles files_;
  const std::string exact_directory_;
  const std::string record_path_;
  const upload_internal::ExactCharts exact_;
  HealthPublication health_;
  const StackPublication stacks_;
  const std::unique_ptr<ReportReader> reader_;
  const std::unique_ptr<IntakeCounts> intake_;
  upload_internal::PublishedConfigs configs_;
  // Weeks in which a day has changed and whose pages are not all made yet.
  std::set<absl::CivilDay> stale_weeks_;
  // Whether the next run makes everything again.
  bool everything_ = true;
  // The day on which the lists were last made.
  absl::CivilDay listed_;
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLICATION_PUBLISHER_H_
