#include "upload/site/health/health_publication.h"

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/release_health/release_counts.h"
#include "storage/files/file.h"
#include "storage/report_store/intake_counts.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/site/health/health_path.h"

namespace telemetry {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr absl::CivilDay kSunday(2026, 12, 6);
constexpr char kTool[] = "example.com/tool";

ApprovedCounters Approve(const std::string& version, const std::string& program = kTool) {
  return ApprovedCounters(
      *ParseUploadConfigJson(
          absl::StrCat(R"({"GOOS":["linux"],"GOARCH":["amd64"],"GoVersion":["gcc"],"Programs":[
            {"Name":")",
                       program, R"(","MinVersion":"v1.0.0","Counters":[
              {"Name":"tool/runs","Rate":1,"Owners":["runs@example.com"]}]}]})"),
          "config"),
      version);
}

class HealthPublicationTest : public testing::Test {
 protected:
  // So many reports of a version on a day.
  void Add(absl::CivilDay day, const std::string& version, int reports, bool runs) {
    std::string& lines = datasets_[day];
    for (int i = 0; i < reports; ++i) {
      absl::StrAppend(&lines, R"({"Week":")", absl::FormatCivilTime(day), R"(","X":0.)", ++number_,
                      R"(,"Programs":[{"Program":"example.com/tool","Version":")", version,
                      R"(","Counters":{)", runs ? R"("tool/runs":1)" : "", "}}]}\n");
    }
    const std::string path = absl::StrCat(dir_.path(), "/", absl::FormatCivilTime(day), ".json");
    ASSERT_THAT(WriteFileAtomically(path, lines), IsOk());
    input_.datasets[WeekEnd(day)] = {path};
    input_.stale.insert(WeekEnd(day));
  }

  absl::Status Publish(HealthPublication& health, absl::CivilDay today,
                       const ApprovedCounters& approved) {
    input_.now = absl::FromCivil(today, absl::UTCTimeZone());
    input_.approved = &approved;
    absl::Status status = EnsureDirectory(dir_.path() + "/charts");
    if (status.ok()) status = health.Publish(input_);
    input_.stale.clear();
    return status;
  }

  HealthInput& input() { return input_; }
  const std::string& Dir() const { return dir_.path(); }
  HealthPublication Health() { return HealthPublication(dir_.path(), {}, 5, /*secret=*/7); }

  std::string File(const std::string& name) {
    return ReadFile(absl::StrCat(dir_.path(), "/site/", name), 1 << 20).value_or("none");
  }
  std::string Page() { return File(HealthFile(HealthPath(kTool))); }

  void AddHealthyWeeks() {
    for (int week = 0; week < 5; ++week) Add(kSunday - 7 * week, "v1.0.0", 100, true);
  }

 private:
  const TempDir dir_;
  std::map<absl::CivilDay, std::string> datasets_;
  HealthInput input_;
  int number_ = 1000;
};

TEST_F(HealthPublicationTest, WritesThePagesOfPrograms) {
  AddHealthyWeeks();
  HealthPublication health = Health();
  ASSERT_THAT(Publish(health, kSunday, Approve("v1.0.0")), IsOk());
  EXPECT_THAT(File("health.html"), HasSubstr("href=\"/health/example.com/tool\""));
  EXPECT_THAT(File("health.json"), HasSubstr("\"/health/example.com/tool.json\""));
  EXPECT_THAT(Page(), HasSubstr("v1.0.0"));
  EXPECT_THAT(File(HealthFile(HealthPath(kTool) + ".json")), HasSubstr("\"Version\":\"v1.0.0\""));
  EXPECT_THAT(health.alarms(), IsEmpty());
}

TEST_F(HealthPublicationTest, SaysWhatBecameOfReportsOnlyIfThereAreEnough) {
  const ApprovedCounters approved = Approve("v1.0.0");
  const IntakeKey stored{IntakeKind::kOutcome, std::string(kIntakeStored)};
  input().intake = {{kSunday, stored, 400}, {kSunday, {IntakeKind::kConfig, "v7.7.7"}, 4}};
  HealthPublication health = Health();
  ASSERT_THAT(Publish(health, kSunday, approved), IsOk());
  EXPECT_THAT(File("health.json"), HasSubstr(R"("stored":{"atLeast":3)"));
  EXPECT_THAT(File("health.html"), AllOf(HasSubstr("at least 3"), HasSubstr("fewer than 5")));
  EXPECT_THAT(File("health.json"), Not(HasSubstr("v7.7.7")));
  // The numbers do not change if they are published again, or by another process.
  const std::string before = File("health.json");
  HealthPublication again = Health();
  ASSERT_THAT(Publish(again, kSunday, approved), IsOk());
  EXPECT_EQ(File("health.json"), before);
}

TEST_F(HealthPublicationTest, TellsOfAnAlarmOnceAWeek) {
  AddHealthyWeeks();
  const ApprovedCounters approved = Approve("v1.0.0");
  HealthPublication health = Health();
  ASSERT_THAT(Publish(health, kSunday, approved), IsOk());
  EXPECT_THAT(health.TakeNewLines(), IsEmpty());
  Add(kSunday, "v1.1.0", 100, false);
  ASSERT_THAT(Publish(health, kSunday, approved), IsOk());
  EXPECT_THAT(health.alarms(), SizeIs(1));
  const std::vector<std::string> lines = health.TakeNewLines();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], HasSubstr("tool/runs (0 of 100); for runs@example.com"));
  EXPECT_THAT(Page(), HasSubstr("tool/runs (4 of "));

  // Neither later nor by another collector on the data directory.
  ASSERT_THAT(Publish(health, kSunday + 1, approved), IsOk());
  EXPECT_THAT(health.TakeNewLines(), IsEmpty());
  HealthPublication other = Health();
  ASSERT_THAT(Publish(other, kSunday + 1, approved), IsOk());
  EXPECT_THAT(other.TakeNewLines(), IsEmpty());
  EXPECT_THAT(other.alarms(), SizeIs(1));

  Add(kSunday + 7, "v1.1.0", 100, false);
  ASSERT_THAT(Publish(health, kSunday + 7, approved), IsOk());
  EXPECT_THAT(health.TakeNewLines(), SizeIs(1));
}

TEST_F(HealthPublicationTest, FollowsTheConfigAndTheDay) {
  AddHealthyWeeks();
  HealthPublication health = Health();
  ASSERT_THAT(Publish(health, kSunday, Approve("v1.0.0")), IsOk());
  ASSERT_THAT(Publish(health, kSunday, Approve("v1.1.0", "example.com/other")), IsOk());
  EXPECT_THAT(File("health.html"), Not(HasSubstr("example.com/tool")));
  EXPECT_EQ(Page(), "none");
  ASSERT_THAT(Publish(health, kSunday, Approve("v1.2.0")), IsOk());
  ASSERT_THAT(Publish(health, kSunday + 7 * kHealthWeeks, Approve("v1.2.0")), IsOk());
  EXPECT_THAT(Page(), Not(HasSubstr("2026-11-08")));
}

TEST_F(HealthPublicationTest, CanBeTakenOffTheSite) {
  AddHealthyWeeks();
  HealthPublication health = Health();
  ASSERT_THAT(Publish(health, kSunday, Approve("v1.0.0")), IsOk());
  ASSERT_THAT(RemoveHealthPages(Dir() + "/site"), IsOk());
  EXPECT_EQ(Page(), "none");
  EXPECT_THAT(RemoveHealthPages(Dir() + "/nothing"), IsOk());
}

}  // namespace
}  // namespace telemetry
