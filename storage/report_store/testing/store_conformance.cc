#include "storage/report_store/testing/store_conformance.h"

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "tests/util/status_matchers.h"

namespace telemetry {

std::unique_ptr<ReportStore> StoreConformanceTest::OpenReports(
    const ReportStore::Options& options) const {
  absl::StatusOr<std::unique_ptr<ReportStore>> reports = store_->OpenReports(options);
  EXPECT_THAT(reports, IsOk());
  return reports.ok() ? *std::move(reports) : nullptr;
}

void StoreConformanceTest::Store(absl::CivilDay week, double x, const std::string& json) const {
  EXPECT_THAT(OpenReports()->PutAndWait(week, x, json), IsOk());
}

std::unique_ptr<ReportReader> StoreConformanceTest::OpenReader() const {
  absl::StatusOr<std::unique_ptr<ReportReader>> reader = store_->OpenReader();
  EXPECT_THAT(reader, IsOk());
  return reader.ok() ? *std::move(reader) : nullptr;
}

int64_t StoreConformanceTest::StoredReports(absl::CivilDay week) const {
  const std::unique_ptr<ReportReader> reader = OpenReader();
  return reader == nullptr ? -1 : reader->Count(week).value_or(-1);
}

std::vector<std::string> StoreConformanceTest::ReportsOf(absl::CivilDay week) const {
  std::vector<std::string> reports;
  EXPECT_THAT(OpenReader()->ForEach(week,
                                    [&](absl::string_view json) {
                                      reports.emplace_back(json);
                                      return absl::OkStatus();
                                    }),
              IsOk());
  return reports;
}

BusyCommitter::BusyCommitter(ReportStore& store) {
  store.Put(absl::CivilDay(1970, 1, 1), 0.5, "{}", [this](const absl::Status&) {
    started_.set_value();
    released_.get_future().wait();
  });
  started_.get_future().wait();
}

}  // namespace telemetry
