// What the site says of upload configs: the one in force, and what changed when.
//
//   PublishedConfigs configs(std::move(history));
//   absl::StatusOr<bool> changed = configs.Update();
//   if (*changed) Write(configs.approved(), configs.changes());
//
// Thread-compatible.

#ifndef UPLOAD_SITE_PUBLICATION_PUBLISHED_CONFIGS_H_
#define UPLOAD_SITE_PUBLICATION_PUBLISHED_CONFIGS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/report_store/config_history.h"
#include "upload/site/internal/chart_notes.h"
#include "upload/site/internal/config_change_entry.h"

namespace telemetry::upload_internal {

class PublishedConfigs {
 public:
  // The site tells this many changes, the latest.
  static constexpr int64_t kMaxChanges = 200;

  explicit PublishedConfigs(std::unique_ptr<ConfigHistory> history);

  // Reads what has come into force since the last call. Returns whether there was anything.
  // FAILED_PRECONDITION: nothing is in force, or this program does not understand what is. Otherwise
  // as ConfigHistory::List().
  absl::StatusOr<bool> Update();

  // The rest only after Update() has succeeded once. What is in force.
  const ApprovedCounters& approved() const { return *approved_; }
  // What it says of its charts.
  const ChartNotes& notes() const { return *notes_; }
  // Newest first.
  const std::vector<ConfigChangeEntry>& changes() const { return changes_; }

 private:
  // Reads the record of this number; sets `approved_` if it is the newest.
  absl::Status Read(const ConfigRecord& record, bool is_newest);

  const std::unique_ptr<ConfigHistory> history_;
  int64_t number_ = 0;
  // The config of `number_`.
  v1::UploadConfig config_;
  std::optional<ApprovedCounters> approved_;
  std::optional<ChartNotes> notes_;
  std::vector<ConfigChangeEntry> changes_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_PUBLICATION_PUBLISHED_CONFIGS_H_
