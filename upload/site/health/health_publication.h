// Makes the site's pages about the health of releases, as a part of the publisher (publisher.h), and
// finds what the operator must be told.
//
//   HealthPublication health(data_dir, assets, /*min_reports=*/5, /*secret=*/7);
//   absl::Status status = health.Publish({.now = now, .datasets = datasets, .stale = stale,
//                                         .approved = &approved});
//   for (const std::string& line : health.TakeNewLines()) log(line);
//
//   data/DAY.json of twelve weeks ─▶ ReleaseCounts, ──▶ public_release.h ─▶ site/health*.{html,json}
//                                    thinned
//                                 ─▶ ReleaseCounts, ──▶ alarms(): log and /metrics
//                                    exact
//
// A week is counted again if its reports have changed, and every week if the config or the day has.
//
// Thread-compatible.

#ifndef UPLOAD_SITE_HEALTH_HEALTH_PUBLICATION_H_
#define UPLOAD_SITE_HEALTH_HEALTH_PUBLICATION_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/upload_config/approved_counters.h"
#include "report/release_health/release_counts.h"
#include "report/release_health/silent_release.h"
#include "storage/report_store/intake_counts.h"
#include "upload/site/health/health_pages.h"
#include "upload/site/health/health_state.pb.h"
#include "upload/site/health/public_release.h"
#include "upload/site/page_assets.h"
#include "upload/site/publication/published_files.h"

namespace telemetry {

// How many weeks are looked at, with the one that is not over.
inline constexpr int kHealthWeeks = 12;

struct HealthInput {
  absl::Time now;
  // The paths of the datasets of each week that ends with a Sunday.
  std::map<absl::CivilDay, std::vector<std::string>> datasets = {};
  // What is published of these weeks (public_release.h).
  ChartsOfWeeks charts = {};
  // The weeks whose datasets have changed since the last time.
  std::set<absl::CivilDay> stale = {};
  const ApprovedCounters* approved = nullptr;
  // What became of the reports that arrived.
  std::vector<IntakeCount> intake = {};
};

class HealthPublication {
 public:
  // `secret` draws which reports public numbers leave out: the same wherever these reports are published.
  HealthPublication(const std::string& data_dir, PageAssets assets, int64_t min_reports,
                    uint64_t secret);

  // Brings the pages up to date. Errors: those of the datasets and of writing, with the file.
  absl::Status Publish(const HealthInput& input);

  // What is alarming, as of the last time.
  const std::vector<HealthAlarm>& alarms() const { return alarms_; }

  // The lines for the operator of alarms that none had been told of: at most one for each program and week,
  // whichever collector on the data directory told it.
  std::vector<std::string> TakeNewLines();

 private:
  // Reads what is kept in the data directory.
  void ReadState();
  absl::Status Count(const HealthInput& input, absl::CivilDay today);
  absl::Status WritePages(const HealthInput& input, absl::CivilDay today) const;
  absl::Status Tell();

  const int64_t min_reports_;
  const uint64_t secret_;
  const PublishedFiles files_;
  const HealthPages pages_;
  const std::string state_path_;
  v1::HealthState state_;
  // Exact, and of four in five reports for the public (public_release.h).
  ReleaseCounts counts_;
  ReleaseCounts thinned_;
  // What they were counted with.
  std::string config_version_;
  absl::CivilDay day_;
  std::vector<HealthAlarm> alarms_;
  std::vector<std::string> new_lines_;
};

// What to propose as a secret: the one that this data directory had before stores kept it, or a new one.
uint64_t ProposedSecret(const std::string& data_dir);

// Takes the pages of programs off the site in this directory, until they are made again. Errors: that
// of the failed system call.
absl::Status RemoveHealthPages(const std::string& site_directory);

}  // namespace telemetry

#endif  // UPLOAD_SITE_HEALTH_HEALTH_PUBLICATION_H_
