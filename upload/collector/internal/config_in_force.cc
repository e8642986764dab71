#include "upload/collector/internal/config_in_force.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.h"

namespace telemetry::upload_internal {
namespace {

std::string Number(size_t number, absl::string_view noun) {
  return absl::StrCat(number, " ", noun, number == 1 ? "" : "s");
}

// "1 program, 12 counters and 0 stacks"; an entry chart:{a,b} of the config is one counter.
std::string WhatIsApproved(const v1::UploadConfig& config) {
  size_t counters = 0;
  size_t stacks = 0;
  for (const v1::ProgramConfig& program : config.programs()) {
    counters += program.counters_size();
    stacks += program.stacks_size();
  }
  return absl::StrCat(Number(config.programs_size(), "program"), ", ", Number(counters, "counter"),
                      " and ", Number(stacks, "stack"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ConfigInForce>> ConfigInForce::Open(const CollectorStore& store,
                                                                   Log log) {
  absl::StatusOr<std::unique_ptr<ConfigHistory>> history =
      store.OpenConfigs(StoreAccess::kReadWrite);
  if (!history.ok()) return history.status();
  return std::unique_ptr<ConfigInForce>(
      new ConfigInForce(store.name(), *std::move(history), std::move(log)));
}

ConfigInForce::ConfigInForce(std::string store_name, std::unique_ptr<ConfigHistory> history,
                             Log log)
    : store_name_(std::move(store_name)), log_(std::move(log)), history_(std::move(history)) {}

absl::StatusOr<ConfigChangeResult> ConfigInForce::Change(const v1::UploadConfig& config,
                                                         const ConfigChangeOptions& options) {
  const MutexLock lock(look_mutex_);
  return ChangeConfig(*history_, config, options);
}

absl::StatusOr<bool> ConfigInForce::HasAny() {
  const MutexLock lock(look_mutex_);
  const absl::StatusOr<int64_t> number = history_->NewestNumber();
  if (!number.ok()) return number.status();
  return *number > 0;
}

absl::Status ConfigInForce::Start() {
  const absl::StatusOr<bool> has_any = HasAny();
  if (!has_any.ok()) return has_any.status();
  if (!*has_any) {
    return absl::FailedPreconditionError(
        absl::StrCat(store_name_, ": no config is in force, so nothing would be accepted"));
  }
  return Newest().status();
}

ConfigInForce::Approved ConfigInForce::Get() const {
  const MutexLock lock(mutex_);
  return approved_;
}

std::string ConfigInForce::version() const {
  const MutexLock lock(mutex_);
  return version_;
}

absl::Time ConfigInForce::since() const {
  const MutexLock lock(mutex_);
  return since_;
}

absl::StatusOr<ConfigInForce::Approved> ConfigInForce::Newest() {
  const MutexLock lock(look_mutex_);
  const absl::Status status = Refresh();
  NoteHealth(status);
  if (!status.ok()) return status;
  return Get();
}

absl::Status ConfigInForce::Refresh() {
  const absl::StatusOr<int64_t> number = history_->NewestNumber();
  if (!number.ok()) return number.status();
  if (*number == number_) return misunderstanding_;
  const absl::StatusOr<std::optional<ConfigRecord>> record = history_->Newest();
  if (!record.ok()) return record.status();
  if (!record->has_value()) {
    return absl::DataLossError(absl::StrCat(store_name_, ": the history of configs is gone"));
  }
  number_ = (*record)->number;
  misunderstanding_ = Take(**record);
  return misunderstanding_;
}

absl::Status ConfigInForce::Take(const ConfigRecord& record) {
  absl::StatusOr<v1::UploadConfig> config =
      ParseUploadConfigJson(record.bytes, absl::StrCat(store_name_, ": config ", record.version));
  if (!config.ok()) return absl::FailedPreconditionError(config.status().message());
  const std::string approves = WhatIsApproved(*config);
  auto approved = std::make_shared<const ApprovedCounters>(*std::move(config));
  {
    const MutexLock lock(mutex_);
    approved_ = std::move(approved);
    version_ = record.version;
    since_ = record.since;
  }
  log_(absl::StrCat("config ", record.version, " is in force since ",
                    absl::FormatTime("%Y-%m-%d %H:%M:%S", record.since, absl::UTCTimeZone()),
                    " UTC; it approves ", approves));
  return absl::OkStatus();
}

void ConfigInForce::NoteHealth(const absl::Status& status) {
  const bool fails = !status.ok();
  if (fails == std::exchange(fails_, fails)) return;
  log_(fails ? absl::StrCat("the config in force cannot be read, so reports that it might drop ",
                            "something of are not taken: ", std::string(status.message()))
             : std::string("the config in force is read again"));
}

}  // namespace telemetry::upload_internal
