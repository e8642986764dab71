// The config in force on a collector's store, as this process knows it.
//
//   absl::StatusOr<std::unique_ptr<ConfigInForce>> config =
//       ConfigInForce::Open(store, log);
//   const std::shared_ptr<const ApprovedCounters> approved = (*config)->Get();
//   absl::Status status = (*config)->Newest().status();  // every second
//
// Another process may put another one in force at any time (storage/report_store/config_history.h).
// Get() is what was last read; Newest() looks into the store first. Whoever is about to drop
// something that Get() does not approve must ask Newest(): what is dropped is lost for good.
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_INTERNAL_CONFIG_IN_FORCE_H_
#define UPLOAD_COLLECTOR_INTERNAL_CONFIG_IN_FORCE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/mutex.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "upload/collector/config_change.h"

namespace telemetry::upload_internal {

class ConfigInForce {
 public:
  using Approved = std::shared_ptr<const ApprovedCounters>;
  // Receives messages for the operator, one line each, on any thread.
  using Log = std::function<void(absl::string_view line)>;

  // Opens the store, or creates it. What is in force is read by Start().
  static absl::StatusOr<std::unique_ptr<ConfigInForce>> Open(const CollectorStore& store, Log log);

  ConfigInForce(const ConfigInForce&) = delete;
  ConfigInForce& operator=(const ConfigInForce&) = delete;

  // Puts a config in force, which Start() or Newest() then takes. Errors: as ChangeConfig().
  absl::StatusOr<ConfigChangeResult> Change(const v1::UploadConfig& config,
                                            const ConfigChangeOptions& options);

  // Whether a config has ever been put in force.
  absl::StatusOr<bool> HasAny();

  // Reads what is in force; to be called once, before Get() and Newest(). FAILED_PRECONDITION, with
  // the file: nothing is. Otherwise as Newest().
  absl::Status Start();

  // What is in force, as last read. Its version is UploadConfigVersion(), by which clients know it.
  Approved Get() const;

  // What is in force in the store. The operator is told of each change, and of each error when it
  // begins and when it ends. Takes some microseconds if nothing has changed.
  // FAILED_PRECONDITION: this process cannot understand it. Otherwise: as ConfigHistory::Newest().
  absl::StatusOr<Approved> Newest();

  // The version under which the config that Get() returns is published, and when it came into
  // force.
  std::string version() const;
  absl::Time since() const;

 private:
  ConfigInForce(std::string store_name, std::unique_ptr<ConfigHistory> history, Log log);

  absl::Status Refresh() ABSL_EXCLUSIVE_LOCKS_REQUIRED(look_mutex_);
  absl::Status Take(const ConfigRecord& record) ABSL_EXCLUSIVE_LOCKS_REQUIRED(look_mutex_);
  void NoteHealth(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(look_mutex_);

  const std::string store_name_;
  const Log log_;

  // Held while the store is read. Before mutex_, which is held only for moments.
  Mutex look_mutex_;
  const std::unique_ptr<ConfigHistory> history_ ABSL_GUARDED_BY(look_mutex_);
  int64_t number_ ABSL_GUARDED_BY(look_mutex_) = 0;
  // Why the record `number_` cannot be used.
  absl::Status misunderstanding_ ABSL_GUARDED_BY(look_mutex_);
  bool fails_ ABSL_GUARDED_BY(look_mutex_) = false;

  mutable Mutex mutex_;
  Approved approved_ ABSL_GUARDED_BY(mutex_);
  std::string version_ ABSL_GUARDED_BY(mutex_);
  absl::Time since_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTERNAL_CONFIG_IN_FORCE_H_
