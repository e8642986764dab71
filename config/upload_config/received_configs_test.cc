#include "config/upload_config/received_configs.h"

#include <sys/stat.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::CivilDay kToday(2026, 11, 22);

v1::UploadConfig ConfigOf(absl::string_view counter) {
  v1::UploadConfig config;
  config.add_goos("linux");
  v1::ProgramConfig& program = *config.add_programs();
  program.set_name("example.com/<tool>");
  program.add_versions("v1.0.0");
  program.add_counters()->set_name(std::string(counter));
  program.mutable_counters(0)->set_rate(0.5);
  return config;
}

std::string CounterOf(const v1::UploadConfig& config) {
  return config.programs(0).counters(0).name();
}

std::vector<std::string> Counters(const ReceivedConfigs& configs) {
  std::vector<std::string> names;
  for (const auto& entry : configs.entries()) names.push_back(CounterOf(entry.config));
  return names;
}

// The counters of the configs that must all approve an item of a week that began then.
std::vector<std::string> For(const ReceivedConfigs& configs, absl::CivilDay begin) {
  std::vector<std::string> names;
  const Approvals approvals = configs.ToApprovals();
  for (const ApprovedCounters* approved : approvals.For(begin)) {
    names.push_back(CounterOf(approved->config()));
  }
  return names;
}

TEST(ReceivedConfigsTest, TheFirstAppliesToEveryWeek) {
  ReceivedConfigs configs;
  EXPECT_EQ(configs.latest(), nullptr);
  configs.Receive(ConfigOf("a"), kToday, /*shown=*/false);
  EXPECT_THAT(For(configs, kToday - 20), ElementsAre("a"));
}

TEST(ReceivedConfigsTest, ALaterOneAddsOnlyToWeeksThatBeginAfterIt) {
  ReceivedConfigs configs;
  configs.Receive(ConfigOf("a"), kToday - 10, /*shown=*/false);
  configs.Receive(ConfigOf("b"), kToday, /*shown=*/false);
  EXPECT_THAT(For(configs, kToday - 10), ElementsAre("b", "a"));
  EXPECT_THAT(For(configs, kToday), ElementsAre("b", "a"));
  EXPECT_THAT(For(configs, kToday + 1), ElementsAre("b"));
}

TEST(ReceivedConfigsTest, CannotBeWidenedOnTheDayOfTheFirst) {
  ReceivedConfigs configs;
  configs.Receive(ConfigOf("a"), kToday, /*shown=*/false);
  configs.Receive(ConfigOf("b"), kToday, /*shown=*/false);
  configs.Receive(ConfigOf("c"), kToday, /*shown=*/false);
  EXPECT_THAT(Counters(configs), ElementsAre("a", "c"));
  EXPECT_THAT(For(configs, kToday - 7), ElementsAre("c", "a"));
}

TEST(ReceivedConfigsTest, CannotBeWidenedByAClockThatGoesBackOrFarAhead) {
  ReceivedConfigs configs;
  configs.Receive(ConfigOf("a"), kToday, /*shown=*/false);
  configs.Receive(ConfigOf("b"), kToday - 1000, /*shown=*/false);
  EXPECT_THAT(For(configs, kToday), ElementsAre("b", "a"));
  configs.Receive(ConfigOf("c"), kToday + 1000, /*shown=*/false);
  EXPECT_THAT(For(configs, kToday), ElementsAre("c", "a"));
  configs.Receive(ConfigOf("d"), kToday + 1, /*shown=*/false);
  EXPECT_THAT(For(configs, kToday), ElementsAre("d", "a"));
}

TEST(ReceivedConfigsTest, KeepsOneOfEqualConfigs) {
  ReceivedConfigs configs;
  configs.Receive(ConfigOf("a"), kToday - 1, /*shown=*/false);
  configs.Receive(ConfigOf("a"), kToday, /*shown=*/true);
  ASSERT_THAT(Counters(configs), ElementsAre("a"));
  EXPECT_EQ(configs.entries()[0].received, kToday - 1);
  EXPECT_EQ(CounterOf(*configs.shown()), "a");
}

TEST(ReceivedConfigsTest, RemembersWhatTheUserWasShown) {
  ReceivedConfigs configs;
  configs.Receive(ConfigOf("a"), kToday - 300, /*shown=*/true);
  for (int day = 200; day > 0; --day) {
    configs.Receive(ConfigOf("c" + std::to_string(day)), kToday - day, /*shown=*/false);
  }
  EXPECT_EQ(CounterOf(*configs.shown()), "a");
  EXPECT_EQ(CounterOf(*configs.latest()), "c1");
  EXPECT_LT(configs.entries().size(), 42u);  // one for each day that a week can need
}

class ReceivedConfigsFileTest : public ::testing::Test {
 protected:
  const TempDir temp_;
  const TelemetryDir dir_{temp_.path()};
};

TEST_F(ReceivedConfigsFileTest, GivesBackWhatWasKept) {
  ReceivedConfigs configs;
  configs.Receive(ConfigOf("chart:{a,b}"), kToday - 9, /*shown=*/true);
  configs.Receive(ConfigOf("b"), kToday, /*shown=*/false);
  ASSERT_THAT(WriteReceivedConfigs(dir_, configs), IsOk());
  const absl::StatusOr<ReceivedConfigs> read = ReadReceivedConfigs(dir_);
  ASSERT_THAT(read, IsOk());
  ASSERT_THAT(Counters(*read), ElementsAre("chart:{a,b}", "b"));
  EXPECT_EQ(read->entries()[0].received, kToday - 9);
  EXPECT_EQ(CounterOf(*read->shown()), "chart:{a,b}");
  EXPECT_EQ(read->entries()[1].config.DebugString(), ConfigOf("b").DebugString());
}

TEST_F(ReceivedConfigsFileTest, SaysThatNothingWasReceived) {
  EXPECT_THAT(ReadReceivedConfigs(dir_), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ReceivedConfigsFileTest, TakesNothingForReceivedIfNothingIsKept) {
  ReceivedConfigs configs = ReceivedSoFar(dir_, kToday);
  EXPECT_THAT(configs.entries(), IsEmpty());
  configs.Receive(ConfigOf("a"), kToday, /*shown=*/false);
  EXPECT_THAT(For(configs, kToday - 20), ElementsAre("a"));
}

TEST_F(ReceivedConfigsFileTest, LetsNoDamageMakeTheNextConfigTheFirst) {
  ASSERT_THAT(WriteFileAtomically(dir_.upload_config_path(), "{"), IsOk());
  ReceivedConfigs configs = ReceivedSoFar(dir_, kToday);
  configs.Receive(ConfigOf("a"), kToday, /*shown=*/false);
  const Approvals approvals = configs.ToApprovals();
  const std::vector<const ApprovedCounters*> then = approvals.For(kToday);
  ASSERT_THAT(then, SizeIs(2));
  EXPECT_EQ(then[1]->config().programs_size(), 0) << "nothing was approved when the week began";
  EXPECT_THAT(For(configs, kToday + 1), ElementsAre("a"));
}

TEST_F(ReceivedConfigsFileTest, TakesNothingFromAFileThatOthersCanWrite) {
  ReceivedConfigs configs;
  configs.Receive(ConfigOf("a"), kToday, /*shown=*/true);
  ASSERT_THAT(WriteReceivedConfigs(dir_, configs), IsOk());
  ASSERT_EQ(chmod(dir_.upload_config_path().c_str(), 0666), 0);
  EXPECT_THAT(ReadReceivedConfigs(dir_),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr(dir_.upload_config_path())));
  // As after damage: what comes next is not the first, which would apply to every week.
  const ReceivedConfigs kept = ReceivedSoFar(dir_, kToday);
  ASSERT_THAT(kept.entries(), SizeIs(1));
  EXPECT_EQ(kept.entries()[0].config.programs_size(), 0);
}

// A collector that sends a large config each day must not get rid of the narrow one before.
TEST_F(ReceivedConfigsFileTest, KeepsWhatItHasIfMoreWouldBeTooLarge) {
  ReceivedConfigs configs;
  configs.Receive(ConfigOf("a"), kToday - 9, /*shown=*/false);
  ASSERT_THAT(WriteReceivedConfigs(dir_, configs), IsOk());
  for (int day = -5; day < 0; ++day) {
    configs.Receive(ConfigOf(std::string(15 << 20, 'x') + std::to_string(day)), kToday + day,
                    /*shown=*/false);
  }
  EXPECT_THAT(WriteReceivedConfigs(dir_, configs), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Counters(ReceivedSoFar(dir_, kToday)), ElementsAre("a"));
}

TEST_F(ReceivedConfigsFileTest, RefusesADamagedFile) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"Configs": []})", R"({"Configs": [{}]})", R"({"Configs": {}})",
        R"({"Configs": [{"Received": "2026-11-31", "Config": {}}]})",
        R"({"Configs": [{"Received": "2026-11-30"}]})",
        R"({"Configs": [{"Received": "2026-11-30", "Config": []}]})"}) {
    ASSERT_THAT(WriteFileAtomically(dir_.upload_config_path(), text), IsOk());
    EXPECT_THAT(ReadReceivedConfigs(dir_),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(dir_.upload_config_path())))
        << text;
  }
}

}  // namespace
}  // namespace telemetry
