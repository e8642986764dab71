#include "storage/postgres_store/testing/postgres_server.h"

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace telemetry {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  fprintf(stderr, "PostgreSQL for tests: %s\n", what.c_str());
  abort();
}

// The folder with the programs of the newest PostgreSQL that Debian has installed.
const std::string& Programs() {
  static const auto* const programs = new std::string([] {
    int newest = 0;
    std::error_code error;
    for (const auto& folder : std::filesystem::directory_iterator("/usr/lib/postgresql", error)) {
      int version = 0;
      if (std::filesystem::exists(folder.path() / "bin/postgres") &&
          absl::SimpleAtoi(folder.path().filename().string(), &version)) {
        newest = std::max(newest, version);
      }
    }
    if (newest == 0) Fail("there is none in /usr/lib/postgresql: run tools/setup");
    return absl::StrCat("/usr/lib/postgresql/", newest, "/bin");
  }());
  return *programs;
}

// Who the server runs as: it refuses to be root.
const passwd* ServerUser() {
  if (geteuid() != 0) return nullptr;
  const passwd* const user = getpwnam("postgres");
  if (user == nullptr) Fail("there is no user postgres: run tools/setup");
  return user;
}

}  // namespace

PostgresServer::PostgresServer(bool syncs) : syncs_(syncs) {
  // Not below $TEST_TMPDIR, whose parents the server's user may not read, and whose name may be too
  // long for a socket.
  char name[] = "/tmp/postgres_XXXXXX";
  if (mkdtemp(name) == nullptr) Fail("no scratch directory");
  directory_ = name;
  if (const passwd* const user = ServerUser(); user != nullptr) {
    if (chown(name, user->pw_uid, user->pw_gid) != 0) Fail("chown");
  }
  Run(absl::StrCat(Programs(), "/initdb --no-sync --no-instructions --auth=trust --username=test ",
                   "--encoding=UTF8 --locale=C --pgdata=", directory_, "/data >", directory_,
                   "/initdb.log"));
  Start();
}

PostgresServer::~PostgresServer() {
  if (pooler_ != 0) {
    kill(pooler_, SIGKILL);
    waitpid(pooler_, nullptr, 0);
  }
  Kill();
  std::filesystem::remove_all(directory_);
}

pid_t PostgresServer::Spawn(const std::string& command) const {
  const passwd* const user = ServerUser();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) Fail("fork");
  if (child > 0) return child;
  // A test that is killed leaves no server behind.
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (getppid() != parent) _exit(1);
  if (user != nullptr && (initgroups(user->pw_name, user->pw_gid) != 0 ||
                          setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(1);
  }
  if (user != nullptr) prctl(PR_SET_PDEATHSIG, SIGQUIT);  // a change of user takes it back
  if (chdir(directory_.c_str()) != 0) _exit(1);
  execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
  _exit(127);
}

void PostgresServer::Run(const std::string& command) const {
  int status = 0;
  if (waitpid(Spawn(command), &status, 0) < 0 || status != 0) Fail("failed: " + command);
}

void PostgresServer::Start() {
  const std::string start = absl::StrCat(
      Programs(), "/postgres -D ", directory_, "/data -k ", directory_,
      // What a killed process has written stays with the system: only a loss of power needs fsync.
      " -c listen_addresses= -c max_connections=200 -c shared_buffers=32MB",
      syncs_ ? "" : " -c fsync=off", " >>", directory_, "/server.log 2>&1");
  const std::string ready =
      absl::StrCat(Programs(), "/pg_isready --quiet --username=test --host=", directory_);
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  server_ = Spawn(start);
  for (;;) {
    int status = 0;
    // It ends at once as long as a child of one that was killed is there.
    if (waitpid(server_, &status, WNOHANG) == server_) server_ = Spawn(start);
    if (waitpid(Spawn(ready), &status, 0) > 0 && status == 0) return;
    if (absl::Now() > deadline) Fail(absl::StrCat("no answer; see ", directory_, "/server.log"));
    absl::SleepFor(absl::Milliseconds(50));
  }
}

void PostgresServer::Kill() {
  if (server_ == 0) return;
  // Its children notice that they are orphans, and end.
  kill(server_, SIGKILL);
  waitpid(server_, nullptr, 0);
  server_ = 0;
}

void PostgresServer::SignalAll(int signal) const {
  // The server first, so that it starts no more of them.
  kill(server_, signal);
  std::ifstream children(absl::StrCat("/proc/", server_, "/task/", server_, "/children"));
  for (pid_t child; children >> child;) kill(child, signal);
}

std::string PostgresServer::NewDatabase() {
  const std::string name = absl::StrCat("test", ++databases_);
  Run(absl::StrCat(Programs(), "/psql --quiet --no-psqlrc --username=test --host=", directory_,
                   " --dbname=postgres --command='CREATE DATABASE ", name, "'"));
  return absl::StrCat("postgresql://test@/", name, "?host=", directory_);
}

std::string PostgresServer::StartPooler() {
  const std::string folder = absl::StrCat(directory_, "/pool");
  Run(absl::StrCat("mkdir -m 0700 ", folder));
  std::ofstream(directory_ + "/pgbouncer.ini")
      << "[databases]\n* = host=" << directory_ << " user=test\n"
      << "[pgbouncer]\nlisten_addr =\nunix_socket_dir = " << folder
      << "\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 4\n";
  pooler_ = Spawn(absl::StrCat("/usr/sbin/pgbouncer --quiet pgbouncer.ini >>", directory_,
                               "/pgbouncer.log 2>&1"));
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  const std::string ready =
      absl::StrCat(Programs(), "/pg_isready --quiet --port=6432 --host=", folder);
  int status = 0;
  // Its socket is there before it listens.
  while (waitpid(Spawn(ready), &status, 0) < 0 || status != 0) {
    if (absl::Now() > deadline) Fail("no pgbouncer: run tools/setup");
    absl::SleepFor(absl::Milliseconds(20));
  }
  return absl::StrCat("host=", folder, "&port=6432");
}

}  // namespace telemetry
