#include "upload/site/publication/published_configs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "config/upload_config/upload_config.h"

namespace telemetry::upload_internal {
namespace {

// Of each change; a page must not grow without bound.
constexpr size_t kMaxLines = 200;

ConfigChangeEntry EntryOf(const ConfigRecord& record, const v1::UploadConfig& before,
                          const v1::UploadConfig& after) {
  ConfigChangeEntry entry;
  entry.version = record.version;
  entry.since = record.since;
  entry.title = record.title;
  entry.lines = ChangeLines(before, after);
  if (entry.lines.size() > kMaxLines) {
    entry.num_unlisted = entry.lines.size() - kMaxLines;
    entry.lines.resize(kMaxLines);
  }
  return entry;
}

}  // namespace

PublishedConfigs::PublishedConfigs(std::unique_ptr<ConfigHistory> history)
    : history_(std::move(history)) {}

absl::StatusOr<bool> PublishedConfigs::Update() {
  const absl::StatusOr<int64_t> newest = history_->NewestNumber();
  if (!newest.ok()) return newest.status();
  if (*newest == 0) return absl::FailedPreconditionError("no config is in force");
  if (*newest == number_) return false;
  // The one before the first change that is told is only compared with.
  for (int64_t number = std::max({number_ + 1, *newest - kMaxChanges, int64_t{1}});
       number <= *newest; ++number) {
    const absl::StatusOr<std::optional<ConfigRecord>> record = history_->At(number);
    if (!record.ok()) return record.status();
    if (!record->has_value()) continue;
    if (absl::Status status = Read(**record, number == *newest); !status.ok()) return status;
  }
  if (changes_.size() > static_cast<size_t>(kMaxChanges)) changes_.resize(kMaxChanges);
  return true;
}

absl::Status PublishedConfigs::Read(const ConfigRecord& record, bool is_newest) {
  absl::StatusOr<v1::UploadConfig> config =
      ParseUploadConfigJson(record.bytes, absl::StrCat("config ", record.version));
  // An old one that this program does not understand is left out of the comparison.
  if (!config.ok() && !is_newest) return absl::OkStatus();
  if (!config.ok()) return absl::FailedPreconditionError(config.status().message());
  const bool is_compared = number_ > 0 || record.number == 1;
  if (is_compared) changes_.insert(changes_.begin(), EntryOf(record, config_, *config));
  config_ = *std::move(config);
  number_ = record.number;
  if (is_newest) {
    approved_.emplace(config_, record.version);
    notes_.emplace(config_);
  }
  return absl::OkStatus();
}

}  // namespace telemetry::upload_internal
