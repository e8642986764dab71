// Writes what is dropped to the store, some seconds' worth at a time, and tells the operator of what
// is new on a day.
//
//   absl::StatusOr<std::unique_ptr<DropWriter>> writer = DropWriter::Open(store, log);
//   (*writer)->Add(day, DropsOf(report, approved, day));  // for each report
//   absl::Status status = (*writer)->Write();             // every ten seconds
//
// The log names a version of an approved program, and what of it is dropped, once a day; other
// programs, whose names anyone may choose, it only mentions. The numbers are in the store
// (storage/report_store/drop_counts.h).
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_INTAKE_DROP_WRITER_H_
#define UPLOAD_COLLECTOR_INTAKE_DROP_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/mutex.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/drop_counts.h"
#include "upload/collector/intake/drops.h"

namespace telemetry::upload_internal {

class DropWriter {
 public:
  // Receives messages for the operator, one line each.
  using Log = std::function<void(absl::string_view line)>;

  // Kinds of drops that are held between two calls of Write(), of approved programs and of others.
  // What is beyond them is only counted.
  static constexpr size_t kMaxApprovedHeld = 1000;
  static constexpr size_t kMaxOthersHeld = 200;
  // Lines of a day.
  static constexpr size_t kMaxLoggedOfADay = 20;

  // Errors: as CollectorStore::OpenDrops().
  static absl::StatusOr<std::unique_ptr<DropWriter>> Open(const CollectorStore& store, Log log);

  // Writes what it still holds.
  ~DropWriter();

  DropWriter(const DropWriter&) = delete;
  DropWriter& operator=(const DropWriter&) = delete;

  // Notes what was dropped from one report.
  void Add(absl::CivilDay day, const std::vector<Drop>& drops);

  // Writes to the store what was noted since the last call. Errors: as DropCounts::Add(); what could
  // not be written is forgotten, since it must not pile up.
  absl::Status Write();

 private:
  // Day, program, version, kind, reason.
  using Key = std::tuple<absl::CivilDay, std::string, std::string, std::string, std::string>;
  using Held = std::map<Key, DropCount>;

  DropWriter(std::unique_ptr<DropCounts> counts, Log log);

  void LogNew(const std::vector<DropCount>& counts) ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);

  const Log log_;

  // Held while the store is written. Before mutex_, which is held only for moments.
  Mutex write_mutex_;
  const std::unique_ptr<DropCounts> counts_ ABSL_GUARDED_BY(write_mutex_);
  absl::CivilDay logged_day_ ABSL_GUARDED_BY(write_mutex_);
  std::set<std::string> logged_ ABSL_GUARDED_BY(write_mutex_);

  Mutex mutex_;
  Held approved_ ABSL_GUARDED_BY(mutex_);
  Held others_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTAKE_DROP_WRITER_H_
