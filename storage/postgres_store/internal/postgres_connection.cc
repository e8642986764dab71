#include "storage/postgres_store/internal/postgres_connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

namespace telemetry::storage_internal {
namespace {

constexpr int kBinary = 1;

// In one line.
std::string Message(const char* text) {
  return absl::StrJoin(absl::StrSplit(text, absl::ByAnyChar("\n\t"), absl::SkipWhitespace()), " ");
}

// By the SQLSTATE, of which the first two characters are a class.
absl::StatusCode CodeOf(absl::string_view state) {
  const absl::string_view kind = state.substr(0, 2);
  // No such table, schema, database.
  if (state == "42P01" || state == "3F000" || state == "3D000") return absl::StatusCode::kNotFound;
  if (state == "42501" || kind == "28") return absl::StatusCode::kPermissionDenied;
  if (kind == "XX" && state != "XX000") return absl::StatusCode::kDataLoss;
  // Connections, transactions that must be done again, locks, resources such as disk, operators (a
  // shutdown, a timeout), the system, and a server that only reads: one that is not the primary.
  for (const char* passing : {"08", "40", "55", "53", "57", "58"}) {
    if (kind == passing) return absl::StatusCode::kUnavailable;
  }
  if (state == "25006") return absl::StatusCode::kUnavailable;
  return absl::StatusCode::kInternal;
}

}  // namespace

void PostgresRows::Clearer::operator()(pg_result* result) const { PQclear(result); }

int PostgresRows::size() const { return PQntuples(result_.get()); }

absl::string_view PostgresRows::Bytes(int row, int column) const {
  return absl::string_view(PQgetvalue(result_.get(), row, column),
                           static_cast<size_t>(PQgetlength(result_.get(), row, column)));
}

int64_t PostgresRows::changed_rows() const {
  int64_t rows = 0;
  return absl::SimpleAtoi(PQcmdTuples(result_.get()), &rows) ? rows : 0;
}

absl::Duration ReconnectDelay(int failures, double uniform) {
  constexpr absl::Duration kMax = absl::Seconds(30);
  absl::Duration delay = absl::Milliseconds(500);
  for (int i = 1; i < failures && delay < kMax; ++i) delay *= 2;
  return std::min(delay, kMax) * (1 - uniform / 2);
}

PostgresConnection::PostgresConnection(PostgresAddress address, const PostgresTimeouts& timeouts)
    : address_(std::move(address)), timeouts_(timeouts) {}

PostgresConnection::~PostgresConnection() { Disconnect(); }

void PostgresConnection::Disconnect() {
  PQfinish(connection_);
  connection_ = nullptr;
}

absl::Status PostgresConnection::ConnectionError(absl::string_view what) const {
  return absl::UnavailableError(
      absl::StrCat(name(), ": ", what, ": ", Message(PQerrorMessage(connection_))));
}

absl::Status PostgresConnection::ErrorOf(const pg_result* result) const {
  const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* const text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (state == nullptr) return ConnectionError("connection lost");
  const absl::StatusCode code = CodeOf(state);
  std::string message =
      absl::StrCat(name(), ": ", Message(text == nullptr ? "" : text), " (", state, ")");
  if (code == absl::StatusCode::kNotFound) {
    absl::StrAppend(&message,
                    "; `collector store init` makes a store of an empty database,"
                    " `collector store migrate` adds what an older one lacks");
  }
  return absl::Status(code, message);
}

absl::Status PostgresConnection::WaitForSocket(short events, absl::Time deadline) {
  for (;;) {
    pollfd socket = {.fd = PQsocket(connection_), .events = events, .revents = 0};
    const absl::Duration left = std::max(deadline - absl::Now(), absl::ZeroDuration());
    const int ready = poll(&socket, 1, static_cast<int>(absl::ToInt64Milliseconds(left)));
    if (ready > 0) return absl::OkStatus();
    if (ready < 0 && errno == EINTR) continue;
    return absl::UnavailableError(
        absl::StrCat(name(), ": ", ready == 0 ? "no answer in time" : strerror(errno)));
  }
}

absl::Status PostgresConnection::Connect() {
  // What the address says takes precedence, since it comes last. The time to connect is for each of
  // its hosts, so that one that does not answer does not keep from the next.
  const std::string seconds =
      absl::StrCat(std::max<int64_t>(absl::ToInt64Seconds(timeouts_.connect), 2));
  // A server that is there, however slow, acknowledges what it is sent.
  const std::string milliseconds = absl::StrCat(absl::ToInt64Milliseconds(timeouts_.statement));
  const char* const names[] = {"fallback_application_name",
                               "keepalives_idle",
                               "keepalives_interval",
                               "keepalives_count",
                               "tcp_user_timeout",
                               "connect_timeout",
                               "dbname",
                               nullptr};
  const char* const values[] = {
      "collector", "10", "5", "3", milliseconds.c_str(), seconds.c_str(), address_.uri().c_str(),
      nullptr};
  connection_ = PQconnectdbParams(names, values, /*expand_dbname=*/1);
  if (connection_ == nullptr) return absl::UnavailableError(name() + ": no memory to connect");
  if (PQstatus(connection_) != CONNECTION_OK || PQsetnonblocking(connection_, 1) != 0 ||
      PQenterPipelineMode(connection_) != 1) {
    return ConnectionError("cannot connect");
  }
  // What the server has to tell besides results is for its own log.
  PQsetNoticeReceiver(
      connection_, [](void*, const PGresult*) {}, nullptr);
  return absl::OkStatus();
}

absl::Status PostgresConnection::EnsureConnected() {
  if (connection_ != nullptr) return absl::OkStatus();
  if (absl::Now() < next_try_) return last_failure_;
  const absl::Status status = Connect();
  if (status.ok()) {
    failures_ = 0;
    return status;
  }
  Disconnect();
  absl::InsecureBitGen random;
  next_try_ = absl::Now() + ReconnectDelay(++failures_, absl::Uniform(random, 0.0, 1.0));
  last_failure_ = status;
  return status;
}

PostgresConnection::Statements PostgresConnection::Beginning(const Statements& statements,
                                                             Kind kind) const {
  // Durable before it is committed, whatever the server's own settings are. If a network breaks in
  // the middle, a server by its own settings would keep a transaction, and its locks, for hours.
  const std::string settings = absl::StrCat(
      "SELECT set_config('statement_timeout', '", absl::ToInt64Milliseconds(timeouts_.statement),
      "', true), set_config('synchronous_commit', CASE current_setting("
      "'synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting("
      "'synchronous_commit') END, true), set_config('tcp_keepalives_idle', '5', true),"
      " set_config('tcp_keepalives_interval', '2', true),"
      " set_config('tcp_keepalives_count', '3', true), set_config('tcp_user_timeout', '11000', "
      "true)");
  Statements all = {
      {kind == Kind::kSnapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN"},
      {settings}};
  all.insert(all.end(), statements.begin(), statements.end());
  return all;
}

absl::StatusOr<PostgresConnection::Results> PostgresConnection::Run(const Statements& statements,
                                                                    Kind kind) {
  if (absl::Status status = EnsureConnected(); !status.ok()) return status;
  Statements all = Beginning(statements, kind);
  all.push_back({"COMMIT"});
  absl::StatusOr<Results> results = Exchange(all);
  if (!results.ok()) return results;
  results->pop_back();
  results->erase(results->begin(), results->begin() + 2);
  return results;
}

absl::StatusOr<PostgresConnection::Results> PostgresConnection::Begin(const Statements& statements,
                                                                      Kind kind) {
  if (absl::Status status = EnsureConnected(); !status.ok()) return status;
  absl::StatusOr<Results> results = Exchange(Beginning(statements, kind));
  if (results.ok()) results->erase(results->begin(), results->begin() + 2);
  return results;
}

absl::StatusOr<PostgresConnection::Results> PostgresConnection::Continue(
    const Statements& statements) {
  if (connection_ == nullptr) return absl::UnavailableError(name() + ": connection lost");
  return Exchange(statements);
}

absl::StatusOr<PostgresConnection::Results> PostgresConnection::Commit(
    const Statements& statements) {
  Statements all = statements;
  all.push_back({"COMMIT"});
  absl::StatusOr<Results> results = Continue(all);
  if (results.ok()) results->pop_back();
  return results;
}

void PostgresConnection::Rollback() {
  if (connection_ != nullptr) (void)Exchange({{"ROLLBACK"}});
}

absl::StatusOr<PostgresConnection::Results> PostgresConnection::Exchange(
    const Statements& statements) {
  absl::StatusOr<Results> results = Send(statements, absl::Now() + 2 * timeouts_.statement);
  // A connection whose transaction has failed is not used again: whoever has an old server behind a
  // broken line, or one that has become read-only, finds another in the address.
  if (!results.ok()) Disconnect();
  return results;
}

absl::StatusOr<PostgresConnection::Results> PostgresConnection::Send(const Statements& statements,
                                                                     absl::Time deadline) {
  for (const PostgresStatement& statement : statements) {
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> sizes;
    std::vector<int> formats;
    for (const PostgresValues::Value& value : statement.values.values()) {
      types.push_back(value.oid);
      values.push_back(value.bytes.data());
      sizes.push_back(static_cast<int>(value.bytes.size()));
      formats.push_back(kBinary);
    }
    if (PQsendQueryParams(connection_, statement.sql.c_str(), static_cast<int>(types.size()),
                          types.data(), values.data(), sizes.data(), formats.data(),
                          kBinary) != 1) {
      return ConnectionError("cannot send");
    }
  }
  if (PQpipelineSync(connection_) != 1) return ConnectionError("cannot send");

  Results results;
  for (size_t i = 0; i < statements.size(); ++i) {
    if (absl::Status status = WaitForResult(deadline); !status.ok()) return status;
    PostgresRows rows(PQgetResult(connection_));
    const pg_result* const result = rows.get();
    const ExecStatusType state = PQresultStatus(result);
    if (state != PGRES_COMMAND_OK && state != PGRES_TUPLES_OK) return ErrorOf(result);
    // The end of a transaction that had failed calls itself ROLLBACK.
    if (statements[i].sql == "COMMIT" &&
        !absl::StartsWith(PQcmdStatus(const_cast<pg_result*>(result)), "COMMIT")) {
      return absl::UnavailableError(name() + ": the transaction was rolled back");
    }
    results.push_back(std::move(rows));
    // A null ends the results of each statement.
    if (absl::Status status = WaitForResult(deadline); !status.ok()) return status;
    if (PGresult* const more = PQgetResult(connection_); more != nullptr) {
      PQclear(more);
      return absl::UnavailableError(name() + ": more results than statements");
    }
  }
  if (absl::Status status = FinishPipeline(deadline); !status.ok()) return status;
  return results;
}

absl::Status PostgresConnection::FinishPipeline(absl::Time deadline) {
  if (absl::Status status = WaitForResult(deadline); !status.ok()) return status;
  const PostgresRows marker(PQgetResult(connection_));
  if (PQresultStatus(marker.get()) != PGRES_PIPELINE_SYNC) return ErrorOf(marker.get());
  return absl::OkStatus();
}

absl::Status PostgresConnection::WaitForResult(absl::Time deadline) {
  for (;;) {
    const int unsent = PQflush(connection_);
    if (unsent < 0) return ConnectionError("connection lost");
    if (unsent == 0 && PQisBusy(connection_) == 0) return absl::OkStatus();
    const short events = static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN);
    if (absl::Status status = WaitForSocket(events, deadline); !status.ok()) return status;
    if (PQconsumeInput(connection_) != 1) return ConnectionError("connection lost");
  }
}

}  // namespace telemetry::storage_internal
