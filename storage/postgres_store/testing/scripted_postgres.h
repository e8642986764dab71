// A PostgreSQL server that does what a real one does not: it answers late, wrongly, or never.
//
//   ScriptedPostgres server([](absl::string_view request) -> std::string { return Ready(); });
//   PostgresConnection connection(PostgresAddress::Parse(server.address()).value(), {});
//
// It listens on loopback. It accepts a connection, says that the client is welcome, and then answers each batch of messages up
// to a Sync with what the script returns for it. A null optional closes the connection; an empty
// answer is none.
//
// The script runs on the server's thread.

#ifndef STORAGE_POSTGRES_STORE_TESTING_SCRIPTED_POSTGRES_H_
#define STORAGE_POSTGRES_STORE_TESTING_SCRIPTED_POSTGRES_H_

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"
#include "storage/unique_fd.h"

namespace telemetry {

class ScriptedPostgres {
 public:
  using Script = std::function<std::optional<std::string>(absl::string_view request)>;

  // `greeting` is the answer to a new connection.
  explicit ScriptedPostgres(Script script, std::optional<std::string> greeting = Welcome());
  ~ScriptedPostgres();

  ScriptedPostgres(const ScriptedPostgres&) = delete;
  ScriptedPostgres& operator=(const ScriptedPostgres&) = delete;

  std::string address() const;
  // How many clients have connected.
  int connections() const { return connections_; }

  // Messages of a server.
  static std::string Message(char kind, absl::string_view body);
  static std::string Welcome();
  static std::string Ready();
  // The result of a statement: rows of columns, then a tag such as "SELECT 1".
  static std::string Result(const std::vector<std::vector<std::string>>& rows,
                            absl::string_view tag);
  static std::string Error(absl::string_view state, absl::string_view text);

 private:
  void Serve();
  void ServeClient(int client);

  const Script script_;
  const std::optional<std::string> greeting_;
  UniqueFd listener_;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

}  // namespace telemetry

#endif  // STORAGE_POSTGRES_STORE_TESTING_SCRIPTED_POSTGRES_H_
