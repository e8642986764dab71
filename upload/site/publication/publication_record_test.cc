#include "upload/site/publication/publication_record.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::upload_internal {
namespace {

constexpr absl::CivilDay kDay(2026, 11, 18);

class PublicationRecordTest : public ::testing::Test {
 protected:
  PublicationRecord Read(const std::string& config_version = "v1.0.0") {
    return PublicationRecord::Read(path_, config_version).value();
  }

  // Records seven reports and a trend.
  void Write() {
    PublicationRecord record = Read();
    record.Note(kDay, 7, "e3b0");
    record.ExchangeTrend("2026-11-09_2026-11-22");
    ASSERT_THAT(record.Write(path_), IsOk());
  }

  TempDir dir_;
  const std::string path_ = dir_.path() + "/publication.binpb";
};

TEST_F(PublicationRecordTest, IsEmptyAtFirst) {
  PublicationRecord record = Read();
  EXPECT_EQ(record.ReportsOf(kDay), 0);
  EXPECT_EQ(record.ExchangeTrend("2026-11-09_2026-11-22"), "");
}

TEST_F(PublicationRecordTest, RemembersWhatWasPublished) {
  Write();
  PublicationRecord record = Read();
  EXPECT_EQ(record.ReportsOf(kDay), 7);
  EXPECT_EQ(record.Sha256Of(kDay), "e3b0");
  EXPECT_EQ(record.Sha256Of(kDay + 1), "");
  EXPECT_EQ(record.ReportsOf(kDay + 1), 0);
  EXPECT_EQ(record.ExchangeTrend("2026-11-16_2026-11-29"), "2026-11-09_2026-11-22");
}

TEST_F(PublicationRecordTest, ForgetsWhatWasMadeWithAnotherConfig) {
  Write();
  EXPECT_EQ(Read("v2.0.0").ReportsOf(kDay), 0);
}

TEST_F(PublicationRecordTest, IsEmptyIfTheFileIsDamaged) {
  std::ofstream(path_) << "no message";
  EXPECT_EQ(Read().ReportsOf(kDay), 0);
}

TEST_F(PublicationRecordTest, NamesNoTrendThatIsNone) {
  PublicationRecord record = Read();
  record.ExchangeTrend("../../reports");
  EXPECT_EQ(record.ExchangeTrend("2026-11-09_2026-11-22"), "");
}

TEST_F(PublicationRecordTest, FailsIfTheFileCannotBeRead) {
  std::filesystem::create_directory(path_);
  EXPECT_FALSE(PublicationRecord::Read(path_, "v1.0.0").ok());
}

}  // namespace
}  // namespace telemetry::upload_internal
