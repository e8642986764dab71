// A PostgreSQL server of a test's own: in a scratch directory, on a Unix socket there, by a user who is
// not root. It ends with the test.
//
//   PostgresServer server;
//   PostgresStore store(PostgresAddress::Parse(server.NewDatabase()).value());
//
// A test that needs it fails if Debian's PostgreSQL is not installed: tools/setup does that.
//
// Thread-compatible.

#ifndef STORAGE_POSTGRES_STORE_TESTING_POSTGRES_SERVER_H_
#define STORAGE_POSTGRES_STORE_TESTING_POSTGRES_SERVER_H_

#include <signal.h>
#include <sys/types.h>

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

class PostgresServer {
 public:
  // Makes a cluster and starts a server for it; ends the process, saying why, if that fails.
  // `syncs`: flushes to disk, as only a loss of power needs; for measurements.
  explicit PostgresServer(bool syncs = false);
  ~PostgresServer();

  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // Makes an empty database, and returns its address.
  std::string NewDatabase();

  // Starts Debian's pgbouncer before the server, in transaction mode; returns the parameters that lead
  // to it, in place of `host=...`.
  std::string StartPooler();

  // Ends the server as kill -9 does.
  void Kill();
  // Starts it again, and waits until it answers.
  void Start();
  // The server and all that it does stand still, until they go on: connections stay, without an answer.
  void StandStill() { SignalAll(SIGSTOP); }
  void GoOn() { SignalAll(SIGCONT); }

  // The directory of its socket.
  const std::string& directory() const { return directory_; }

 private:
  // Runs a program as the server's user, with these words; returns its process id.
  pid_t Spawn(const std::string& command) const;
  // The same, and waits. Ends the process if the program fails.
  void Run(const std::string& command) const;
  // Signals the server, and then its processes.
  void SignalAll(int signal) const;

  const bool syncs_;
  std::string directory_;
  pid_t server_ = 0;
  pid_t pooler_ = 0;
  int databases_ = 0;
};

}  // namespace telemetry

#endif  // STORAGE_POSTGRES_STORE_TESTING_POSTGRES_SERVER_H_
