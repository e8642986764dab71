// A connection to PostgreSQL that never waits for ever, and comes back by itself.
//
//   PostgresConnection connection(address, {});
//   absl::StatusOr<std::vector<PostgresRows>> results =
//       connection.Run({{"SELECT number FROM telemetry.config WHERE number > $1",
//                        PostgresValues().AddInt64(3)}});
//
// What is passed to one call goes in one round trip: libpq's pipeline sends the beginning of the
// transaction, its settings, the statements and the commit at once. Nothing is kept in a session
// (no prepared statements, no settings), so a pooler may give each transaction another one.
//
// It connects when it is first used. After a failure to connect, it does not try again before a
// while has passed, which grows with each failure (ReconnectDelay); until then every call is
// UNAVAILABLE at once.
//
// Errors name the database: UNAVAILABLE (it cannot be reached, is shutting down, is read-only, has
// no disk left, takes too long), NOT_FOUND (no such database or no store in it), PERMISSION_DENIED,
// DATA_LOSS (damaged), FAILED_PRECONDITION, INTERNAL (the rest). After an error nobody knows whether
// what was to be committed is committed.
//
// Thread-compatible.

#ifndef STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_CONNECTION_H_
#define STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/postgres_store/internal/postgres_values.h"
#include "storage/postgres_store/postgres_address.h"

struct pg_conn;
struct pg_result;

namespace telemetry::storage_internal {

struct PostgresTimeouts {
  // To connect, with each host of the address; at least 2 s.
  absl::Duration connect = absl::Seconds(5);
  // For a statement, at the server; the whole exchange may take as long again.
  absl::Duration statement = absl::Seconds(10);
};

struct PostgresStatement {
  std::string sql;
  PostgresValues values = {};
};

// What a statement returned.
class PostgresRows {
 public:
  explicit PostgresRows(pg_result* result) : result_(result) {}

  int size() const;
  // Valid as long as this object.
  absl::string_view Bytes(int row, int column) const;
  std::string Text(int row, int column) const { return std::string(Bytes(row, column)); }
  int64_t Int64(int row, int column) const { return DecodeInt64(Bytes(row, column)); }
  double Double(int row, int column) const { return DecodeDouble(Bytes(row, column)); }
  absl::CivilDay Day(int row, int column) const { return DecodeDay(Bytes(row, column)); }
  bool Bool(int row, int column) const { return Bytes(row, column) == absl::string_view("\1", 1); }
  const pg_result* get() const { return result_.get(); }
  // The number of rows that were inserted, updated or deleted.
  int64_t changed_rows() const;

 private:
  struct Clearer {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clearer> result_;
};

// How long not to try again after so many failures in a row: half a second at first, doubling up to
// 30 s, of which `uniform` in [0, 1) takes off at most half, so that collectors do not come back all
// at once. Pure.
absl::Duration ReconnectDelay(int failures, double uniform);

class PostgresConnection {
 public:
  enum class Kind {
    kReadWrite,
    kSnapshot,  // reads only; all statements of the transaction see the same state
  };
  using Statements = std::vector<PostgresStatement>;
  using Results = std::vector<PostgresRows>;

  PostgresConnection(PostgresAddress address, const PostgresTimeouts& timeouts);
  ~PostgresConnection();

  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  // A transaction in one round trip: a result for each statement, when it is committed.
  absl::StatusOr<Results> Run(const Statements& statements, Kind kind = Kind::kReadWrite);

  // A transaction in several. After an error it has ended, and nothing of it stays.
  absl::StatusOr<Results> Begin(const Statements& statements, Kind kind = Kind::kReadWrite);
  absl::StatusOr<Results> Continue(const Statements& statements);
  absl::StatusOr<Results> Commit(const Statements& statements = {});
  // Ends it without a trace.
  void Rollback();

  const std::string& name() const { return address_.name(); }

 private:
  absl::Status EnsureConnected();
  absl::Status Connect();
  // Sends all of them, and waits for their results.
  absl::StatusOr<Results> Exchange(const Statements& statements);
  absl::StatusOr<Results> Send(const Statements& statements, absl::Time deadline);
  // Waits until a result can be fetched.
  absl::Status WaitForResult(absl::Time deadline);
  // Ends the pipeline that was sent: its marker, and nothing else.
  absl::Status FinishPipeline(absl::Time deadline);
  absl::Status WaitForSocket(short events, absl::Time deadline);
  Statements Beginning(const Statements& statements, Kind kind) const;
  absl::Status ConnectionError(absl::string_view what) const;
  absl::Status ErrorOf(const pg_result* result) const;
  void Disconnect();

  const PostgresAddress address_;
  const PostgresTimeouts timeouts_;
  pg_conn* connection_ = nullptr;
  int failures_ = 0;
  absl::Time next_try_ = absl::InfinitePast();
  absl::Status last_failure_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_CONNECTION_H_
