#include "upload/collector/intake/intake_writer.h"

namespace telemetry::upload_internal {

absl::StatusOr<std::unique_ptr<IntakeWriter>> IntakeWriter::Open(const CollectorStore& store) {
  absl::StatusOr<std::unique_ptr<IntakeCounts>> counts = store.OpenIntake(StoreAccess::kReadWrite);
  if (!counts.ok()) return counts.status();
  return std::unique_ptr<IntakeWriter>(new IntakeWriter(*std::move(counts)));
}

IntakeWriter::~IntakeWriter() { (void)Write(); }

void IntakeWriter::Count(const ReportArrival& arrival, absl::string_view outcome) {
  const MutexLock lock(mutex_);
  sum_.AddReport(arrival, outcome);
}

absl::Status IntakeWriter::Write() {
  const MutexLock writing(write_mutex_);
  IntakeSum sum;
  {
    const MutexLock lock(mutex_);
    std::swap(sum, sum_);
  }
  return counts_->Add(sum.Counts());
}

}  // namespace telemetry::upload_internal
