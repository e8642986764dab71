// Makes what the public site serves: datasets, charts, pages.
//
//   Publisher publisher(options, std::move(reader));
//   absl::Status status = publisher.Publish(absl::Now());  // now and then
//
//  reports.db ──▶ site/data/DAY.json
//                        │ of a week                exact             what the public may see
//                        └─────────────▶ charts/WEEK.binpb ─────▶ site/charts/WEEK.{json,html}
//                                              never served              │ of a year
//                                                                        ▼
//                                                             site/charts/TREND.{json,html}
//
// Incremental: reports are only ever added, so a day is made anew if its number of reports has
// changed, and a week if one of its days has; all of them if the config has. What nobody has
// changed is not read. The first run of a process also makes all pages anew, which may be another
// version's.
//
// A run that is interrupted, by an error or by the end of the process, is completed by the next
// one: what has been made of a day is noted last. Files are replaced as a whole, and what is served
// meanwhile is the old one or the new one. What a killed process has left half-written is removed.
//
// Weeks go from Monday to Sunday; a trend covers the latest week and the 52 before it, those without
// reports included. Only days from five years ago until a month ahead are published,
// so that reports with absurd dates cannot make a page each.
//
// Several collectors may share a data directory: one publishes at a time, and the others leave it
// to that one.
//
// Thread-compatible.

#ifndef UPLOAD_SITE_PUBLISHER_H_
#define UPLOAD_SITE_PUBLISHER_H_

#include <cstdint>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/approved_counters.h"
#include "storage/report_reader.h"
#include "upload/site/public_chart.h"
#include "upload/site/publication.pb.h"
#include "upload/site/published_files.h"
#include "upload/site/site_pages.h"

namespace telemetry {

struct PublisherOptions {
  // The collector's. Its folders charts/ and site/ are the publisher's.
  std::string data_dir;
  const ApprovedCounters* approved;
  PageAssets assets = {};
  // What fewer reports have is not shown in charts. At least 1.
  int64_t min_reports = 5;
};

class Publisher {
 public:
  // `reader` reads the store of `options.data_dir`.
  Publisher(PublisherOptions options, ReportReader reader);

  // Brings the site up to date with the store; does nothing while another publisher does so. The
  // first error ends it: that of the store or of the system call that failed, with the file.
  // Cancelled if it was asked to stop, which it does after the day or week that it is at.
  absl::Status Publish(absl::Time now, std::stop_token stop = {});

 private:
  // Sundays, and the days with reports in the weeks that end with them.
  using Weeks = std::map<absl::CivilDay, std::vector<absl::CivilDay>>;

  absl::Status PublishLocked(absl::Time now, const std::stop_token& stop);
  absl::Status ReadPublication();
  absl::StatusOr<std::vector<absl::CivilDay>> PublishedDays(absl::Time now);
  // Makes the dataset of a day if it needs to be; returns whether it did.
  absl::StatusOr<bool> UpdateDay(absl::CivilDay day);
  absl::Status WriteReports(absl::CivilDay day);
  // Makes the pages of a week, and its exact charts if they are stale.
  absl::Status UpdateWeek(absl::CivilDay sunday, const std::vector<absl::CivilDay>& days,
                          bool is_stale);
  absl::Status WriteExact(absl::CivilDay sunday, const std::vector<absl::CivilDay>& days);
  std::string ExactPath(absl::string_view key) const;
  absl::StatusOr<PublicCharts> ShownWeek(absl::CivilDay sunday) const;
  // The latest week and those of the year before it, in order; empty if there is none.
  absl::StatusOr<std::vector<PublicCharts>> ShownYear(const Weeks& weeks) const;
  absl::Status WriteCharts(const PublicCharts& charts) const;
  absl::Status WriteLists(const std::vector<absl::CivilDay>& days, const Weeks& weeks);
  // In place of the trend that there was.
  absl::Status WriteTrend(const PublicCharts& trend);
  absl::Status WriteDatasetList(const std::vector<absl::CivilDay>& days) const;
  // Pages that are made of no report.
  absl::Status WriteFixedPages() const;

  const PublisherOptions options_;
  const SitePages pages_;
  const PublishedFiles files_;
  const std::string exact_directory_;
  ReportReader reader_;
  v1::Publication publication_;
  // Of which a day has changed and not everything has been made yet.
  std::set<absl::CivilDay> stale_weeks_;
  bool first_run_ = true;
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLISHER_H_
