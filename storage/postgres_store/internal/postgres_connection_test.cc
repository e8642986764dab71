#include "storage/postgres_store/internal/postgres_connection.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/postgres_store/internal/postgres_committer.h"
#include "storage/postgres_store/internal/postgres_values.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/postgres_store/testing/scripted_postgres.h"
#include "storage/report_store/report_store.h"
#include "tests/util/status_matchers.h"

namespace telemetry::storage_internal {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr absl::CivilDay kWeek(2026, 11, 18);
// For a server that never answers, and for one that does, on a busy machine.
constexpr PostgresTimeouts kShort = {.connect = absl::Seconds(2),
                                     .statement = absl::Milliseconds(100)};
constexpr PostgresTimeouts kPatient = {.connect = absl::Seconds(30),
                                       .statement = absl::Seconds(30)};

TEST(ReconnectDelayTest, DoublesUpToHalfAMinuteAndSpreads) {
  EXPECT_EQ(ReconnectDelay(1, 0), absl::Milliseconds(500));
  EXPECT_EQ(ReconnectDelay(2, 0), absl::Seconds(1));
  EXPECT_EQ(ReconnectDelay(1, 0.5), absl::Milliseconds(375));
  EXPECT_EQ(ReconnectDelay(1000, 0), absl::Seconds(30));
}

// The answer to the beginning of a transaction, a statement with this result, and the commit.
std::string Transaction(const std::string& result, absl::string_view end = "COMMIT") {
  return absl::StrCat(ScriptedPostgres::Result({}, "BEGIN"),
                      ScriptedPostgres::Result({{"", ""}}, "SELECT 1"), result,
                      ScriptedPostgres::Result({}, end), ScriptedPostgres::Ready());
}

absl::StatusOr<std::string> Ask(const ScriptedPostgres& server,
                                const PostgresTimeouts& timeouts = kPatient) {
  PostgresConnection connection(PostgresAddress::Parse(server.address()).value(), timeouts);
  const absl::StatusOr<PostgresConnection::Results> results = connection.Run({{"SELECT 1"}});
  if (!results.ok()) return results.status();
  return results->front().Text(0, 0);
}

absl::Status Put(const ScriptedPostgres& server, double x) {
  const ReportStore::Options options;
  PostgresCommitter committer(PostgresAddress::Parse(server.address()).value(), kPatient, options);
  const absl::StatusOr<std::vector<absl::Status>> results =
      committer.Commit({{.week = kWeek, .x = x, .json = "{}"}});
  return results.ok() ? results->front() : results.status();
}

TEST(PostgresConnectionTest, SendsATransactionInOneRoundTrip) {
  std::atomic<int> round_trips = 0;
  const ScriptedPostgres server([&](absl::string_view request) {
    ++round_trips;
    EXPECT_THAT(std::string(request),
                AllOf(HasSubstr("BEGIN"), HasSubstr("SELECT 1"), HasSubstr("COMMIT")));
    return Transaction(ScriptedPostgres::Result({{"one"}}, "SELECT 1"));
  });
  EXPECT_THAT(Ask(server), IsOkAndHolds("one"));
  EXPECT_EQ(round_trips, 1);
}

TEST(PostgresConnectionTest, GivesUpOnAServerThatNeverAnswers) {
  const ScriptedPostgres server([](absl::string_view) { return std::string(); });
  const absl::Time begin = absl::Now();
  EXPECT_THAT(Ask(server, kShort),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no answer")));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(25));
}

TEST(PostgresConnectionTest, GivesUpOnAServerThatDoesNotGreet) {
  const ScriptedPostgres server([](absl::string_view) { return std::string(); }, "");
  EXPECT_THAT(Ask(server, kShort),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("cannot connect")));
}

TEST(PostgresConnectionTest, DoesNotTryAgainAtOnce) {
  const ScriptedPostgres server([](absl::string_view) { return std::string(); }, std::nullopt);
  PostgresConnection connection(PostgresAddress::Parse(server.address()).value(), kShort);
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(connection.Run({{"SELECT 1"}}), StatusIs(absl::StatusCode::kUnavailable));
  }
  // The shortest delay is 250 ms; usually none passes.
  EXPECT_LE(server.connections(), 2 + (absl::Now() - begin) / absl::Milliseconds(250));
}

TEST(PostgresConnectionTest, ConnectsAgainAfterAnError) {
  std::atomic<int> asked = 0;
  const ScriptedPostgres server([&](absl::string_view) -> std::optional<std::string> {
    if (++asked == 1) return std::nullopt;
    return Transaction(ScriptedPostgres::Result({{"back"}}, "SELECT 1"));
  });
  PostgresConnection connection(PostgresAddress::Parse(server.address()).value(), kPatient);
  EXPECT_THAT(connection.Run({{"SELECT 1"}}), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(connection.Run({{"SELECT 1"}}), IsOk());
  EXPECT_EQ(server.connections(), 2);
}

TEST(PostgresConnectionTest, BelievesNoWrongAnswer) {
  const std::string one = ScriptedPostgres::Result({{"one"}}, "SELECT 1");
  for (const std::string& answer :
       {std::string("no message of a server"), ScriptedPostgres::Ready(), one + one,
        Transaction(one, "ROLLBACK"), Transaction(one + one), Transaction(""),
        absl::StrCat(ScriptedPostgres::Error("XX000", "no"), ScriptedPostgres::Ready()),
        ScriptedPostgres::Message('C', std::string("COMMIT\0", 7)), std::string(10000, '\xff')}) {
    const ScriptedPostgres server([&](absl::string_view) { return answer; });
    EXPECT_FALSE(Ask(server, kShort).ok());
  }
}

TEST(PostgresConnectionTest, TellsWhatPassesFromWhatStays) {
  const std::vector<std::pair<std::string, absl::StatusCode>> cases = {
      {"57P01", absl::StatusCode::kUnavailable},       // shutting down
      {"57014", absl::StatusCode::kUnavailable},       // takes too long
      {"53100", absl::StatusCode::kUnavailable},       // disk full
      {"25006", absl::StatusCode::kUnavailable},       // a replica
      {"40P01", absl::StatusCode::kUnavailable},       // deadlock
      {"42P01", absl::StatusCode::kNotFound},          // no such table
      {"42501", absl::StatusCode::kPermissionDenied},  // may not
      {"XX001", absl::StatusCode::kDataLoss},          // damaged
      {"22012", absl::StatusCode::kInternal}};
  for (const auto& [state, code] : cases) {
    const ScriptedPostgres server([state = state](absl::string_view) {
      return absl::StrCat(ScriptedPostgres::Error(state, "said so"), ScriptedPostgres::Ready());
    });
    EXPECT_THAT(Ask(server), StatusIs(code, AllOf(HasSubstr("said so"), HasSubstr("scripted"))));
  }
}

// What the server says of an insertion, the first of the two exchanges, and of the commit.
ScriptedPostgres::Script Insertion(const std::string& result, absl::string_view end = "COMMIT") {
  return [result, end = std::string(end)](absl::string_view request) {
    if (!absl::StrContains(request, "BEGIN")) {
      return absl::StrCat(ScriptedPostgres::Result({}, end), ScriptedPostgres::Ready());
    }
    return absl::StrCat(ScriptedPostgres::Result({}, "BEGIN"),
                        ScriptedPostgres::Result({{"", ""}}, "SELECT 1"), result,
                        ScriptedPostgres::Ready());
  };
}

TEST(PostgresCommitterTest, AcknowledgesOnlyWhatTheServerSaysIsStored) {
  const std::string no(1, '\0');
  const auto stored = [&no](double x) {
    return ScriptedPostgres::Result({{EncodeDay(kWeek), EncodeDouble(x), no}}, "SELECT 1");
  };
  const ScriptedPostgres good(Insertion(stored(0.5)));
  EXPECT_THAT(Put(good, 0.5), IsOk());
  // Another one than was offered, the same twice, values of no type, none and then no such report.
  const std::string both = ScriptedPostgres::Result(
      {{EncodeDay(kWeek), EncodeDouble(0.5), no}, {EncodeDay(kWeek), EncodeDouble(0.25), no}},
      "SELECT 2");
  for (const ScriptedPostgres::Script& script :
       {Insertion(stored(0.25)), Insertion(both), Insertion(stored(0.5), "ROLLBACK"),
        Insertion(ScriptedPostgres::Result({{"?", "?", "?"}}, "SELECT 1")),
        Insertion(ScriptedPostgres::Result({}, "SELECT 0"))}) {
    const ScriptedPostgres bad(script);
    EXPECT_FALSE(Put(bad, 0.5).ok());
  }
}

}  // namespace
}  // namespace telemetry::storage_internal
