// Counts reports that are malformed, and writes the counts to the store, some seconds' worth at a time.
//
//   absl::StatusOr<std::unique_ptr<IntakeWriter>> writer = IntakeWriter::Open(store);
//   (*writer)->Count({.day = day}, kIntakeMalformed);  // for each report
//   absl::Status status = (*writer)->Write();          // every ten seconds
//
// Any other report is counted in its own transaction (storage/report_store/intake_counts.h).
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_INTAKE_INTAKE_WRITER_H_
#define UPLOAD_COLLECTOR_INTAKE_INTAKE_WRITER_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/mutex.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/intake_counts.h"

namespace telemetry::upload_internal {

class IntakeWriter {
 public:
  // Errors: as CollectorStore::OpenIntake().
  static absl::StatusOr<std::unique_ptr<IntakeWriter>> Open(const CollectorStore& store);

  // Writes what it still holds.
  ~IntakeWriter();

  IntakeWriter(const IntakeWriter&) = delete;
  IntakeWriter& operator=(const IntakeWriter&) = delete;

  void Count(const ReportArrival& arrival, absl::string_view outcome);

  // Writes to the store what was counted since the last call. Errors: as IntakeCounts::Add(); what could not be
  // written is forgotten, since it must not pile up.
  absl::Status Write();

 private:
  explicit IntakeWriter(std::unique_ptr<IntakeCounts> counts) : counts_(std::move(counts)) {}

  // Held while the store is written. Before mutex_, which is held only for moments.
  Mutex write_mutex_;
  const std::unique_ptr<IntakeCounts> counts_ ABSL_PT_GUARDED_BY(write_mutex_);

  Mutex mutex_;
  IntakeSum sum_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTAKE_INTAKE_WRITER_H_
