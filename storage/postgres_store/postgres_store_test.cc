#include "storage/postgres_store/postgres_store.h"

#include <libpq-fe.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/postgres_store/internal/postgres_committer.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/postgres_store/testing/postgres_server.h"
#include "storage/report_store/intake_counts.h"
#include "storage/report_store/report_committer.h"
#include "storage/report_store/report_store.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr absl::CivilDay kWeek(2026, 11, 18);

// As somebody else would do it; returns the first value.
std::string Execute(const std::string& address, const std::string& sql) {
  PGconn* const connection = PQconnectdb(address.c_str());
  PGresult* const result = PQexec(connection, sql.c_str());
  EXPECT_NE(PQresultStatus(result), PGRES_FATAL_ERROR) << PQresultErrorMessage(result);
  const std::string value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
  PQclear(result);
  PQfinish(connection);
  return value;
}

class PostgresStoreTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new PostgresServer; }
  static void TearDownTestSuite() { delete server_; }

  std::unique_ptr<ReportStore> OpenReports() const { return store_.OpenReports({}).value(); }

  static inline PostgresServer* server_ = nullptr;
  const std::string address_ = server_->NewDatabase();
  const PostgresStore store_ = PostgresStore(PostgresAddress::Parse(address_).value());
};

TEST_F(PostgresStoreTest, MakesNothingByItself) {
  const auto has_none = StatusIs(absl::StatusCode::kNotFound,
                                 AllOf(HasSubstr(store_.name()), HasSubstr("store init")));
  EXPECT_THAT(store_.OpenReports({}), has_none);
  EXPECT_THAT(store_.OpenReader(), has_none);
  EXPECT_THAT(store_.OpenConfigs(StoreAccess::kReadWrite), has_none);
  EXPECT_THAT(store_.Probe(), has_none);
  EXPECT_THAT(store_.Prepare(), IsOk());
  EXPECT_THAT(store_.OpenReports({}), IsOk());
}

TEST_F(PostgresStoreTest, IsMadeOnceHoweverManyMakeIt) {
  std::vector<std::thread> makers;
  for (int i = 0; i < 4; ++i)
    makers.emplace_back([this] { EXPECT_THAT(store_.Prepare(), IsOk()); });
  for (std::thread& maker : makers) maker.join();
  ASSERT_THAT(OpenReports()->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  EXPECT_THAT(store_.Prepare(), IsOk());
  EXPECT_THAT((*store_.OpenReader())->Count(kWeek), IsOkAndHolds(1));
}

TEST_F(PostgresStoreTest, AddsWhatAnOlderStoreLacks) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  ASSERT_THAT(OpenReports()->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  Execute(address_, "DROP TABLE telemetry.publication");
  EXPECT_THAT(store_.AgreeOnPublicationSecret(7),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("store migrate")));
  ASSERT_THAT(store_.Prepare(), IsOk());
  EXPECT_THAT(store_.AgreeOnPublicationSecret(7), IsOkAndHolds(7));
  EXPECT_THAT((*store_.OpenReader())->Count(kWeek), IsOkAndHolds(1));
}

TEST_F(PostgresStoreTest, RefusesAnotherVersion) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  Execute(address_, "UPDATE telemetry.store SET version = 99");
  const auto other = StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("version 99"));
  EXPECT_THAT(store_.OpenReports({}), other);
  EXPECT_THAT(store_.Prepare(), other);
  EXPECT_THAT(store_.Probe(), other);
}

TEST_F(PostgresStoreTest, NamesADatabaseThatIsMissing) {
  const PostgresStore none(
      PostgresAddress::Parse(absl::StrCat("postgresql://test@/none?host=", server_->directory()))
          .value());
  EXPECT_THAT(none.OpenReader(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("none")));
}

TEST_F(PostgresStoreTest, CannotWriteWhereOnlyReadingIsAllowed) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  const std::unique_ptr<ReportStore> reports = OpenReports();
  // As on a replica.
  Execute(address_, absl::StrCat("ALTER DATABASE ", Execute(address_, "SELECT current_database()"),
                                 " SET default_transaction_read_only = on"));
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.5, "{}"), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(store_.Probe(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(PostgresStoreTest, StoresNothingOfABatchIfItCannotCountWhatWasSentAgain) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  const ReportArrival arrival{.day = kWeek + 2};
  ASSERT_THAT(OpenReports()->PutAndWait(kWeek, 0.25, "{}", arrival), IsOk());
  const ReportStore::Options options;
  storage_internal::PostgresCommitter committer(PostgresAddress::Parse(address_).value(), {},
                                                options);
  const std::vector<QueuedReport> batch = {
      {.week = kWeek, .x = 0.5, .json = "{}", .arrival = arrival},
      {.week = kWeek, .x = 0.25, .json = "{}", .arrival = arrival}};
  Execute(address_, "ALTER TABLE telemetry.intake ADD CONSTRAINT no CHECK (name <> 'sent again')");
  EXPECT_FALSE(committer.Commit(batch).ok());
  EXPECT_THAT((*store_.OpenReader())->Count(kWeek), IsOkAndHolds(1));
  EXPECT_EQ(Execute(address_, "SELECT sum(reports) FROM telemetry.intake"), "1");
  Execute(address_, "ALTER TABLE telemetry.intake DROP CONSTRAINT no");
  EXPECT_THAT(committer.Commit(batch), IsOk());
  EXPECT_THAT((*store_.OpenReader())->Count(kWeek), IsOkAndHolds(2));
  EXPECT_EQ(Execute(address_, "SELECT sum(reports) FROM telemetry.intake"), "3");
}

TEST_F(PostgresStoreTest, GivesAnOlderStoreWhatItLacks) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  Execute(address_, "DROP TABLE telemetry.empty");
  EXPECT_THAT(store_.Prepare(), IsOk());
  EXPECT_EQ(Execute(address_, "SELECT count(*) FROM telemetry.empty"), "0");
}

TEST_F(PostgresStoreTest, IsDurableThoughTheServerIsSetNotToWait) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  Execute(address_, absl::StrCat("ALTER DATABASE ", Execute(address_, "SELECT current_database()"),
                                 " SET synchronous_commit = off"));
  // A deferred check sees the setting under which the transaction commits.
  Execute(address_,
          "CREATE TABLE seen (setting text);"
          "CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
          " INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;"
          "CREATE CONSTRAINT TRIGGER look AFTER INSERT ON telemetry.report DEFERRABLE"
          " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION look()");
  ASSERT_THAT(OpenReports()->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  EXPECT_EQ(Execute(address_, "SELECT setting FROM seen"), "on");
}

// The method that the column of reports has: "l" for lz4, "" for the server's usual one.
std::string Compression(const std::string& address) {
  return Execute(address,
                 "SELECT attcompression::text FROM pg_attribute"
                 " WHERE attrelid = 'telemetry.report'::regclass AND attname = 'json'");
}

TEST_F(PostgresStoreTest, CompressesReportsByLz4) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  EXPECT_EQ(Compression(address_), "l");
}

TEST_F(PostgresStoreTest, DoesWithoutLz4WhereTheServerHasNone) {
  // A server that was built without says so in this view.
  Execute(address_,
          "SET allow_system_table_mods = on;"
          "CREATE OR REPLACE VIEW pg_catalog.pg_settings AS SELECT name, setting, unit, category,"
          " short_desc, extra_desc, context, vartype, source, min_val, max_val,"
          " array_remove(enumvals, 'lz4') AS enumvals, boot_val, reset_val, sourcefile, sourceline,"
          " pending_restart FROM pg_catalog.pg_show_all_settings()");
  ASSERT_THAT(store_.Prepare(), IsOk());
  EXPECT_EQ(Compression(address_), "");
  EXPECT_THAT(OpenReports()->PutAndWait(kWeek, 0.5, std::string(10'000, 'x')), IsOk());
  EXPECT_THAT((*store_.OpenReader())->Count(kWeek), IsOkAndHolds(1));
}

TEST_F(PostgresStoreTest, ForgetsInWhichOrderReportsArrived) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  const std::unique_ptr<ReportStore> reports = OpenReports();
  for (const double x : {0.75, 0.25, 1.0, 0.5}) {
    ASSERT_THAT(reports->PutAndWait(kWeek, x, absl::StrCat(x)), IsOk());
  }
  ASSERT_THAT(store_.ForgetArrivalOrder(), IsOk());
  EXPECT_EQ(
      Execute(address_, "SELECT string_agg(x::text, ' ' ORDER BY ctid) FROM telemetry.report"),
      "0.25 0.5 0.75 1");
  EXPECT_EQ(Execute(address_, "SELECT count(DISTINCT xmin::text) FROM telemetry.report"), "1");
}

TEST_F(PostgresStoreTest, StoresOnceWhatItGaveUpOnWhileTheServerStoodStill) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  const PostgresStore impatient(PostgresAddress::Parse(address_).value(),
                                {.statement = absl::Milliseconds(200)});
  const std::unique_ptr<ReportStore> reports = impatient.OpenReports({}).value();
  ASSERT_THAT(reports->PutAndWait(kWeek, 0.25, "before"), IsOk());
  server_->StandStill();
  // It is sent, and will be read: nobody knows until it is sent again.
  EXPECT_THAT(reports->PutAndWait(kWeek, 0.5, "meanwhile"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no answer in time")));
  server_->GoOn();
  absl::Status status = absl::UnavailableError("not sent");
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  while (absl::IsUnavailable(status) && absl::Now() < deadline) {
    status = reports->PutAndWait(kWeek, 0.5, "meanwhile");
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_THAT(status, IsOk());
  EXPECT_THAT((*store_.OpenReader())->Count(kWeek), IsOkAndHolds(2));
}

TEST_F(PostgresStoreTest, KeepsWhatItAcknowledgedWhenTheServerIsKilled) {
  ASSERT_THAT(store_.Prepare(), IsOk());
  constexpr int kThreads = 4;
  std::atomic<int> acknowledged = 0;
  std::atomic<int> refused = 0;
  std::atomic<bool> stop = false;
  std::vector<int> put(kThreads);
  // Each as a collector of its own.
  std::vector<std::unique_ptr<ReportStore>> stores;
  for (int thread = 0; thread < kThreads; ++thread) stores.push_back(OpenReports());
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      while (!stop) {
        const int i = put[thread] + 1;
        absl::Status status = absl::UnavailableError("not put yet");
        while (absl::IsUnavailable(status)) {
          status =
              stores[thread]->PutAndWait(kWeek, thread * 1e6 + i, absl::StrCat(thread, " ", i));
          if (status.ok()) continue;
          ++refused;
          absl::SleepFor(absl::Milliseconds(10));
        }
        ASSERT_THAT(status, IsOk());
        put[thread] = i;
        ++acknowledged;
      }
    });
  }
  const auto wait_for_more = [](const std::atomic<int>& number, int more) {
    const int before = number;
    const absl::Time deadline = absl::Now() + absl::Minutes(1);
    while (number < before + more && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(1));
    EXPECT_GE(number, before + more);
  };
  for (int time = 0; time < 2; ++time) {
    wait_for_more(acknowledged, 50);
    server_->Kill();
    wait_for_more(refused, 1);
    server_->Start();
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  std::vector<std::string> stored;
  ASSERT_THAT((*store_.OpenReader())
                  ->ForEach(kWeek,
                            [&](absl::string_view json) {
                              stored.emplace_back(json);
                              return absl::OkStatus();
                            }),
              IsOk());
  std::vector<std::string> all;
  for (int thread = 0; thread < kThreads; ++thread) {
    for (int i = 1; i <= put[thread]; ++i) all.push_back(absl::StrCat(thread, " ", i));
  }
  EXPECT_EQ(stored, all);
}

}  // namespace
}  // namespace telemetry
