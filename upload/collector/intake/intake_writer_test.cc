#include "upload/collector/intake/intake_writer.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/intake_counts.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::upload_internal {
namespace {

using testing::ElementsAre;

constexpr absl::CivilDay kDay(2026, 12, 2);
const IntakeKey kMalformedReport{IntakeKind::kOutcome, std::string(kIntakeMalformed)};

class IntakeWriterTest : public testing::Test {
 protected:
  std::vector<IntakeCount> Written() const {
    return (*store_.OpenIntake(StoreAccess::kReadOnly))->List().value();
  }

  const TempDir dir_;
  const SqliteStore store_{dir_.path() + "/reports.db"};
};

TEST_F(IntakeWriterTest, WritesWhatWasCountedOnce) {
  const std::unique_ptr<IntakeWriter> writer = IntakeWriter::Open(store_).value();
  writer->Count({.day = kDay}, kIntakeMalformed);
  writer->Count({.day = kDay}, kIntakeMalformed);
  EXPECT_THAT(writer->Write(), IsOk());
  EXPECT_THAT(writer->Write(), IsOk());
  EXPECT_THAT(Written(), ElementsAre(IntakeCount{kDay, kMalformedReport, 2}));
}

TEST_F(IntakeWriterTest, WritesTheRestAtItsEnd) {
  IntakeWriter::Open(store_).value()->Count({.day = kDay}, kIntakeMalformed);
  EXPECT_THAT(Written(), ElementsAre(IntakeCount{kDay, kMalformedReport, 1}));
}

}  // namespace
}  // namespace telemetry::upload_internal
