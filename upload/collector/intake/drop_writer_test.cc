#include "upload/collector/intake/drop_writer.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/collector_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::CivilDay kDay(2026, 11, 30);

Drop Forgotten(const std::string& version) {
  return {"example.com/tool",        version, true, ItemKind::kProgram, DropReason::kVersion,
          "version is not approved", 1};
}

Drop Stranger(const std::string& program) {
  return {program, "v1", false, ItemKind::kProgram, DropReason::kProgram, "program is not approved",
          1};
}

class DropWriterTest : public ::testing::Test {
 protected:
  std::vector<DropCount> Written() {
    return (*SqliteStore(path_).OpenDrops(StoreAccess::kReadOnly))->List().value();
  }

  TempDir dir_;
  const std::string path_ = dir_.path() + "/reports.db";
  std::vector<std::string> log_;
  std::unique_ptr<DropWriter> writer_ =
      DropWriter::Open(SqliteStore(path_), [this](absl::string_view line) {
        log_.emplace_back(line);
      }).value();
};

TEST_F(DropWriterTest, WritesTheSumsOfWhatItWasTold) {
  EXPECT_THAT(writer_->Write(), IsOk());
  writer_->Add(kDay, {Forgotten("v1.3.0")});
  writer_->Add(kDay, {Forgotten("v1.3.0")});
  EXPECT_THAT(Written(), IsEmpty());
  EXPECT_THAT(writer_->Write(), IsOk());
  writer_->Add(kDay, {Forgotten("v1.3.0")});
  writer_.reset();  // writes the rest
  EXPECT_THAT(Written(), ElementsAre(DropCount{kDay, "example.com/tool", "v1.3.0", "program",
                                               "version is not approved", true, 3, 3}));
}

TEST_F(DropWriterTest, TellsOfAForgottenVersionOnceADay) {
  for (int i = 0; i < 3; ++i) {
    writer_->Add(kDay, {Forgotten("v1.3.0")});
    EXPECT_THAT(writer_->Write(), IsOk());
  }
  EXPECT_THAT(log_, ElementsAre("dropped of \"example.com/tool\" \"v1.3.0\": "
                                "version is not approved"));
  writer_->Add(kDay + 1, {Forgotten("v1.3.0")});
  EXPECT_THAT(writer_->Write(), IsOk());
  EXPECT_THAT(log_, SizeIs(2));
}

TEST_F(DropWriterTest, DoesNotLetStrangersFillTheLog) {
  for (int i = 0; i < 100; ++i) writer_->Add(kDay, {Stranger(absl::StrCat("evil", i))});
  EXPECT_THAT(writer_->Write(), IsOk());
  EXPECT_THAT(log_, ElementsAre(HasSubstr("programs that are not approved")));
  for (int i = 0; i < 100; ++i) writer_->Add(kDay, {Forgotten(absl::StrCat("\x1b", i))});
  EXPECT_THAT(writer_->Write(), IsOk());
  ASSERT_THAT(log_, SizeIs(DropWriter::kMaxLoggedOfADay));
  EXPECT_THAT(log_.back(), HasSubstr("more is dropped"));
  for (const std::string& line : log_) EXPECT_EQ(line.find('\x1b'), std::string::npos) << line;
}

TEST_F(DropWriterTest, HoldsALimitedNumber) {
  for (int i = 0; i < 3000; ++i) {
    writer_->Add(kDay, {Forgotten(absl::StrCat(i)), Stranger(absl::StrCat(i))});
  }
  writer_->Add(kDay, {Forgotten("0")});
  EXPECT_THAT(writer_->Write(), IsOk());
  const std::vector<DropCount> written = Written();
  EXPECT_THAT(written, SizeIs(DropWriter::kMaxApprovedHeld + DropWriter::kMaxOthersHeld + 1));
  EXPECT_EQ(written[0].reason, "other");
  EXPECT_EQ(written[0].reports, 6000 - 1200);
  EXPECT_EQ(written[1].version, "0");
  EXPECT_EQ(written[1].reports, 2);
}

}  // namespace
}  // namespace telemetry::upload_internal
