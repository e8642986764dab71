#include "report/making/internal/run_reports.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "tests/util/status_matchers.h"

namespace telemetry::report_internal {
namespace {

using telemetry::testutil::ReportFrom;
using telemetry::testutil::SmallApproved;
using telemetry::testutil::TelemetryDirFixture;
using ::testing::ElementsAre;

// Makes the first `life` changes and then none, as if the process had been killed after them. A
// kill loses nothing that was written, so flushing is skipped to save time.
class MortalChanges final : public FileChanges {
 public:
  explicit MortalChanges(int life) : life_(life) {}

  bool died() const { return life_ < 0; }

  absl::Status MakeDirectory(const std::string& path) override {
    return Alive() ? disk_.MakeDirectory(path) : Dead();
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return Alive() ? disk_.Rename(from, to) : Dead();
  }
  absl::Status WriteFile(const std::string& path, absl::string_view contents) override {
    if (!Alive()) return Dead();
    std::ofstream(path, std::ios::binary) << contents;
    return absl::OkStatus();
  }
  absl::Status RemoveFile(const std::string& path) override {
    return Alive() ? disk_.RemoveFile(path) : Dead();
  }
  absl::Status RemoveDirectory(const std::string& path) override {
    return Alive() ? disk_.RemoveDirectory(path) : Dead();
  }
  absl::Status Flush(const std::string&) override { return Alive() ? absl::OkStatus() : Dead(); }

 private:
  bool Alive() {
    if (life_ < 0) return false;
    return --life_ >= 0;
  }
  static absl::Status Dead() { return absl::AbortedError("dead"); }

  DiskChanges disk_;
  int life_;
};

ReportOptions InMode(Mode mode) {
  return {.mode = mode,
          .consent_day = absl::CivilDay(2026, 10, 1),
          .now = absl::FromCivil(absl::CivilDay(2026, 11, 22), absl::UTCTimeZone())};
}

// Two weeks of counts, one of them in two files; another file, of a week that is not over; and a
// local report for which the counts of its week are late.
class KilledRunTest : public ::testing::Test {
 protected:
  KilledRunTest() { SetUpFiles(); }

  void SetUpFiles() {
    fixture_.emplace();
    fixture_->AddCounterFile("a", {.counts = {{"tool/plain", 1}, {"secret", 100}}});
    fixture_->AddCounterFile("b", {.counts = {{"tool/plain", 20}, {"tool/rare", 3}}});
    fixture_->AddCounterFile("late", {.end = "2026-11-11", .counts = {{"tool/plain", 7}}});
    fixture_->AddCounterFile("now", {.end = "2026-11-25", .counts = {{"tool/plain", 1}}});
    v1::Report earlier = testutil::ToolReport(0.75, R"({"tool/plain": 1000})");
    earlier.set_week("2026-11-11");
    fixture_->Write("local/local.2026-11-11.json", ReportToJson(earlier));
  }

  // Runs until death after `life` changes; returns whether it died.
  bool RunAndDie(int life, Mode mode = Mode::kOn) {
    MortalChanges changes(life);
    const absl::StatusOr<ReportRun> run = Run(mode, changes);
    EXPECT_EQ(run.ok(), !changes.died());
    return changes.died();
  }

  void RunToTheEnd(Mode mode = Mode::kOn) {
    MortalChanges changes(std::numeric_limits<int>::max());
    EXPECT_THAT(Run(mode, changes), IsOk());
  }

  std::map<std::string, int64_t> CountsIn(absl::string_view path) {
    std::map<std::string, int64_t> counts;
    const v1::Report report = ReportFrom(fixture_->Read(path));
    for (const v1::ProgramReport& entry : report.programs()) {
      for (const auto& [name, count] : entry.counters()) counts[name] += count;
    }
    return counts;
  }

  using Counts = std::map<std::string, int64_t>;

  // Expects what is in the directory once both weeks are done.
  void ExpectEverythingOnce(const Counts& late = {}) {
    Counts counts = {{"tool/plain", 21}, {"tool/rare", 3}, {"secret", 100}};
    for (const auto& [name, count] : late) counts[name] += count;
    EXPECT_EQ(CountsIn("local/local.2026-11-18.json"), counts);
    EXPECT_EQ(CountsIn("local/local.2026-11-11.json"), Counts({{"tool/plain", 1007}}));
    EXPECT_EQ(ReportFrom(fixture_->Read("local/local.2026-11-11.json")).x(), 0.75);
  }

  absl::StatusOr<ReportRun> Run(Mode mode, FileChanges& changes) {
    // Each report has its own X, so that a second report would be noticed.
    const auto next_x = [this] { return absl::StatusOr<double>(x_ /= 2); };
    return RunReports(fixture_->dir(), SmallApproved(), InMode(mode), next_x, changes);
  }

  // For each number of changes after which a run can die: sets up the files, kills a run there, and
  // calls `after`.
  void ForEachDeath(const std::function<void()>& after) {
    for (int life = 0;; ++life) {
      SCOPED_TRACE(absl::StrCat("killed after ", life, " changes"));
      SetUpFiles();
      const bool died = RunAndDie(life);
      after();
      if (!died) break;
      deaths_ = life + 1;
    }
    EXPECT_GT(deaths_, 15);  // a run has at least that many steps, and died after each
  }

  std::optional<TelemetryDirFixture> fixture_;
  double x_ = 0.05;
  int deaths_ = 0;
};

TEST_F(KilledRunTest, TheNextRunCountsEverythingOnce) {
  ForEachDeath([&] {
    RunToTheEnd();
    ExpectEverythingOnce();
    EXPECT_EQ(CountsIn("local/2026-11-18.json"), Counts({{"tool/plain", 21}, {"tool/rare", 3}}));
    EXPECT_THAT(fixture_->LocalNames(), ElementsAre("2026-11-18.json", "local.2026-11-11.json",
                                                    "local.2026-11-18.json", "now.v1.count"));
    EXPECT_EQ(ReportFrom(fixture_->Read("local/2026-11-18.json")).x(),
              ReportFrom(fixture_->Read("local/local.2026-11-18.json")).x());
  });
}

TEST_F(KilledRunTest, TheNextRunCanDieAnywhereToo) {
  ForEachDeath([&] {
    for (int life = 0; RunAndDie(life); ++life) {
    }
    ExpectEverythingOnce();
    EXPECT_THAT(fixture_->LocalNames(), ElementsAre("2026-11-18.json", "local.2026-11-11.json",
                                                    "local.2026-11-18.json", "now.v1.count"));
  });
}

TEST_F(KilledRunTest, AFileOfTheSameNameThatTurnsUpLaterIsCountedOnceAsWell) {
  ForEachDeath([&] {
    // A killed run may or may not have taken the first "a"; this one belongs to another program.
    if (std::filesystem::exists(fixture_->dir().local_dir() + "/a.v1.count")) return;
    fixture_->AddCounterFile("a", {.counts = {{"tool/plain", 4000}, {"secret", 5000}}});
    RunToTheEnd();
    RunToTheEnd();
    ExpectEverythingOnce({{"tool/plain", 4000}, {"secret", 5000}});
    EXPECT_THAT(fixture_->LocalNames(), ElementsAre("2026-11-18.json", "local.2026-11-11.json",
                                                    "local.2026-11-18.json", "now.v1.count"));
  });
}

TEST_F(KilledRunTest, AnUploadReportThatWasSentMeanwhileDoesNotComeBack) {
  ForEachDeath([&] {
    const std::string local = fixture_->dir().local_dir() + "/2026-11-18.json";
    const bool sent = std::filesystem::exists(local);
    if (sent) std::filesystem::rename(local, fixture_->dir().upload_dir() + "/2026-11-18.json");
    RunToTheEnd();
    ExpectEverythingOnce();
    EXPECT_EQ(std::filesystem::exists(local), !sent);
  });
}

TEST_F(KilledRunTest, AReportThatAnotherUploaderSentMeanwhileIsNotUploadedAgain) {
  ForEachDeath([&] {
    const std::string local = fixture_->dir().local_dir() + "/2026-11-18.json";
    if (std::filesystem::exists(local)) return;
    fixture_->Write("upload/2026-11-18.json", "sent");
    RunToTheEnd();
    ExpectEverythingOnce();
    EXPECT_FALSE(std::filesystem::exists(local));
  });
}

TEST_F(KilledRunTest, NoUploadReportAppearsAfterConsentIsWithdrawn) {
  ForEachDeath([&] {
    const std::string upload = fixture_->dir().local_dir() + "/2026-11-18.json";
    const bool was_there = std::filesystem::exists(upload);
    RunToTheEnd(Mode::kLocal);
    ExpectEverythingOnce();
    EXPECT_EQ(std::filesystem::exists(upload), was_there);
  });
}

// Fails one change, as on a full disk, and makes the others.
class FullDisk final : public FileChanges {
 public:
  absl::Status MakeDirectory(const std::string& path) override { return disk_.MakeDirectory(path); }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return disk_.Rename(from, to);
  }
  absl::Status WriteFile(const std::string& path, absl::string_view) override {
    return absl::ResourceExhaustedError(absl::StrCat("cannot write ", path));
  }
  absl::Status RemoveFile(const std::string& path) override { return disk_.RemoveFile(path); }
  absl::Status RemoveDirectory(const std::string& path) override {
    return disk_.RemoveDirectory(path);
  }
  absl::Status Flush(const std::string& directory) override { return disk_.Flush(directory); }

 private:
  DiskChanges disk_;
};

TEST_F(KilledRunTest, AFullDiskLeavesTheCounterFilesWhereTheyWere) {
  const std::vector<std::string> before = fixture_->LocalNames();
  FullDisk disk;
  EXPECT_THAT(Run(Mode::kOn, disk), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(fixture_->LocalNames(), before);
  RunToTheEnd();
  ExpectEverythingOnce();
}

}  // namespace
}  // namespace telemetry::report_internal
