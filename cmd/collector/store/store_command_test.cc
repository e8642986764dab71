#include "cmd/collector/store/store_command.h"

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/command_line.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/collector_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::collector {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::CivilDay kDay(2026, 11, 18);

class StoreCommandTest : public ::testing::Test {
 protected:
  struct Outcome {
    int exit_status;
    std::string out;
    std::string err;
  };

  static Outcome Store(std::vector<std::string> arguments) {
    static constexpr AddCommand kCommands[] = {AddStoreCommand};
    arguments.insert(arguments.begin(), "store");
    std::ostringstream out;
    std::ostringstream err;
    const int exit_status = RunCommandLine(kCommands, std::move(arguments), out, err);
    return {exit_status, out.str(), err.str()};
  }

  void Put(double x) {
    ASSERT_THAT((*SqliteStore(path_).OpenReports({}))->PutAndWait(kDay, x, "{}"), IsOk());
  }

  const TempDir dir_;
  const std::string path_ = dir_.path() + "/reports.db";
  const std::string store_ = "sqlite:" + path_;
};

TEST_F(StoreCommandTest, MakesAStoreOnceAndChecksIt) {
  EXPECT_EQ(Store({"migrate", "--store", store_}).exit_status, kFailed);
  EXPECT_EQ(Store({"check", "--store", store_}).exit_status, kFailed);
  EXPECT_EQ(Store({"init", "--store", store_}).exit_status, kDone);
  Put(0.5);
  EXPECT_EQ(Store({"init", "--data-dir", dir_.path()}).exit_status, kDone);
  EXPECT_EQ(Store({"migrate", "--store", store_}).exit_status, kDone);
  EXPECT_EQ(Store({"check", "--data-dir", dir_.path()}).out,
            absl::StrCat(path_, ": 1 report of 1 day, 0 configs, 0 rows of drops\n"));
}

TEST_F(StoreCommandTest, CopiesAStore) {
  Put(0.5);
  Put(0.25);
  const std::string copy = absl::StrCat("sqlite:", dir_.path(), "/copy.db");
  const Outcome outcome = Store({"copy", store_, copy});
  EXPECT_EQ(outcome.exit_status, kDone) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("2026-11-18: 2 reports"), HasSubstr("has all")));
  EXPECT_EQ(Store({"copy", store_, copy}).exit_status, kDone);
  EXPECT_THAT(Store({"check", "--store", copy}).out, HasSubstr("2 reports of 1 day"));
}

TEST_F(StoreCommandTest, BacksUpAStoreThatCanBeRestored) {
  Put(0.5);
  const std::string backup = dir_.path() + "/backup.db";
  EXPECT_THAT(Store({"backup", backup, "--data-dir", dir_.path()}).out, HasSubstr("1 report"));
  EXPECT_THAT(Store({"backup", backup, "--data-dir", dir_.path()}).err, HasSubstr(backup));
  Put(0.25);
  const std::string second = dir_.path() + "/second.db";
  EXPECT_THAT(Store({"backup", second, "--store", store_}).out, HasSubstr("2 reports"));
  EXPECT_THAT(Store({"check", "--store", "sqlite:" + backup}).out, HasSubstr("1 report of 1 day"));
  // The store that is named, whatever the data directory has.
  const std::string third = dir_.path() + "/third.db";
  EXPECT_THAT(
      Store({"backup", third, "--store", "sqlite:" + backup, "--data-dir", dir_.path()}).out,
      HasSubstr("1 report of 1 day"));
}

TEST_F(StoreCommandTest, RefusesWhatNamesNoStore) {
  EXPECT_THAT(Store({"check"}).err, HasSubstr("--data-dir or --store is required"));
  for (const char* store : {"reports.db", "mysql://h/d", "sqlite:", "sqlite:~/reports.db"}) {
    EXPECT_EQ(Store({"check", "--store", store}).exit_status, kWrongUsage) << store;
  }
  const Outcome secret = Store({"check", "--store", "postgresql://u:s3cret@h/d"});
  EXPECT_EQ(secret.exit_status, kWrongUsage);
  EXPECT_THAT(secret.err, AllOf(HasSubstr("PGPASSFILE"), Not(HasSubstr("s3cret"))));
  EXPECT_EQ(Store({"backup", "f", "--store", "postgresql://h/d"}).exit_status, kWrongUsage);
}

}  // namespace
}  // namespace telemetry::collector
