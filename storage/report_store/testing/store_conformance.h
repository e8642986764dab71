// What every engine of a CollectorStore must pass. An engine's own test links :store_conformance and
// says how to make an empty store:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformanceTest, ::testing::Values(StoreEngine{MakeStore}));

#ifndef STORAGE_REPORT_STORE_TESTING_STORE_CONFORMANCE_H_
#define STORAGE_REPORT_STORE_TESTING_STORE_CONFORMANCE_H_

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"
#include "storage/report_store/collector_store.h"

namespace telemetry {

struct StoreEngine {
  // Makes a store that has nothing yet, and is there as long as somebody has it.
  std::function<std::shared_ptr<const CollectorStore>()> make;
};

class StoreConformanceTest : public ::testing::TestWithParam<StoreEngine> {
 protected:
  static constexpr absl::CivilDay kWeek = absl::CivilDay(2026, 11, 18);

  std::unique_ptr<ReportStore> OpenReports(const ReportStore::Options& options = {}) const;
  // Opens the reports, and stores these.
  void Store(absl::CivilDay week, double x, const std::string& json) const;
  std::unique_ptr<ReportReader> OpenReader() const;
  // -1 if that cannot be read.
  int64_t StoredReports(absl::CivilDay week = kWeek) const;
  std::vector<std::string> ReportsOf(absl::CivilDay week) const;

  const std::shared_ptr<const CollectorStore> store_ = GetParam().make();
};

// Holds a store's committing thread in a callback, so that reports put meanwhile queue up.
class BusyCommitter {
 public:
  explicit BusyCommitter(ReportStore& store);
  void Release() { released_.set_value(); }

 private:
  std::promise<void> started_;
  std::promise<void> released_;
};

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_TESTING_STORE_CONFORMANCE_H_
