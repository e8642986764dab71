#include "cmd/collector/serve_command.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <future>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/config/records/print_findings.h"
#include "cmd/collector/service/event_log.h"
#include "cmd/collector/service/serve_options.h"
#include "cmd/collector/service/service_manager.h"
#include "cmd/collector/service/watched_files.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/approval/config_check.h"
#include "config/approval/finding.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "google/protobuf/stubs/logging.h"
#include "storage/files/file.h"
#include "tools/version/build_info.h"
#include "upload/collector/collector_server.h"
#include "upload/collector/config_change.h"
#include "upload/http/file_descriptors.h"

namespace telemetry::collector {
namespace {

// How long requests in progress may take after SIGTERM.
constexpr absl::Duration kShutdownGrace = absl::Seconds(10);

// How often files are looked at that may change while the collector runs, at least.
constexpr absl::Duration kFileCheckPeriod = absl::Seconds(1);

// A config file, and what `collector config check` finds in it.
struct ConfigFile {
  v1::UploadConfig config;
  std::vector<Finding> findings;
};

absl::StatusOr<ConfigFile> ReadConfigFile(const std::string& path) {
  const absl::StatusOr<std::string> json = ReadFile(path, kMaxUploadConfigBytes);
  if (!json.ok()) return json.status();
  absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(*json, path);
  if (!config.ok()) return config.status();
  return ConfigFile{*std::move(config), CheckConfigJson(*json, {.day = Today()})};
}

// HOST:PORT with the port that was picked.
std::string WithPort(const std::string& address, int port) {
  return absl::StrCat(address.substr(0, address.rfind(':') + 1), port);
}

std::string Listening(const ServeOptions& options, const CollectorServer& server) {
  std::vector<std::string> served;
  const auto add = [&](absl::string_view what, const std::string& address, int port) {
    if (port != 0) served.push_back(absl::StrCat(what, " on ", WithPort(address, port)));
  };
  add("gRPC", options.grpc_address, server.grpc_port());
  add("HTTP", options.http_address, server.http_port());
  add("metrics", options.monitor_address, server.monitor_port());
  return absl::StrCat("serving ", absl::StrJoin(served, " and "));
}

// Reading a config is lenient: a misspelt key would quietly approve nothing. So the log says what
// `collector config check` finds.
void LogFindings(const std::string& path, const ConfigFile& file, EventLog& log) {
  for (const std::string& line : LogLines(path, file.findings)) log.Write(LogLevel::kWarning, line);
}

// Puts the config in force that the file has by now.
absl::Status Reload(const std::string& path, CollectorServer& server, EventLog& log) {
  const absl::StatusOr<ConfigFile> file = ReadConfigFile(path);
  if (!file.ok()) return file.status();
  if (HasError(file->findings)) {
    LogFindings(path, *file, log);
    return absl::InvalidArgumentError(absl::StrCat(path, ": it has errors"));
  }
  const absl::StatusOr<ConfigChangeResult> result = server.PutInForce(file->config);
  // While the store is away this is tried every second; what is found is said once.
  if (absl::IsUnavailable(result.status())) return result.status();
  LogFindings(path, *file, log);
  if (result.ok() && !result->changed) {
    log.Write(LogLevel::kInfo, absl::StrCat(path, ": is in force already"));
  }
  return result.status();
}

// How often to wake up: for the files, and twice in the period of the service manager's watchdog.
absl::Duration WakePeriod(const ServiceManager& manager) {
  const absl::Duration watchdog = manager.watchdog_period().value_or(absl::InfiniteDuration());
  return std::min(kFileCheckPeriod, watchdog / 2);
}

// Does `work`, which may wait for a store, while the service manager hears that the process is alive.
absl::Status WhileAlive(const ServiceManager& manager, absl::FunctionRef<absl::Status()> work) {
  std::future<absl::Status> result = std::async(std::launch::async, [&work] { return work(); });
  const auto period = absl::ToChronoNanoseconds(WakePeriod(manager));
  while (result.wait_for(period) != std::future_status::ready) manager.IsAlive();
  return result.get();
}

// What can be read again while the collector runs.
class Reloadable {
 public:
  // `what` is there for messages.
  Reloadable(std::vector<std::string> paths, std::string what)
      : files_(std::move(paths)), what_(std::move(what)) {}

  // Reads it again by `reload` if it has changed, or was told to.
  void Look(bool is_told, absl::FunctionRef<absl::Status()> reload, const ServiceManager& manager,
            EventLog& log) {
    const bool is_due = files_.HaveChanged() || is_told;
    if (!is_due && !waits_) return;
    const absl::Status status = WhileAlive(manager, reload);
    // A store that is away comes back. Until then one line is enough.
    const bool waited = std::exchange(waits_, absl::IsUnavailable(status));
    if (status.ok() || (!is_due && waited && waits_)) return;
    log.Write(LogLevel::kError,
              absl::StrCat(status.message(), "; ", what_, waits_ ? " until that is over" : ""));
  }

 private:
  WatchedFiles files_;
  std::string what_;
  bool waits_ = false;
};

// Calls `look` now and then, and at SIGHUP, of which it then is told, until SIGTERM or SIGINT, which
// it returns.
int RunUntilTold(const sigset_t& signals, const ServiceManager& manager, absl::string_view status,
                 absl::FunctionRef<void(bool is_told)> look) {
  const timespec period = absl::ToTimespec(WakePeriod(manager));
  for (;;) {
    const int received = sigtimedwait(&signals, nullptr, &period);
    if (received == SIGTERM || received == SIGINT) return received;
    manager.IsAlive();
    if (received == SIGHUP) manager.Reloading();
    look(received == SIGHUP);
    if (received == SIGHUP) manager.Ready(status);
  }
}

// Blocks the signals, before any thread starts, so that only sigtimedwait() receives them.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

LogFormat FormatOf(const ServeOptions& options) {
  if (options.log_format == "json") return LogFormat::kJson;
  if (options.log_format == "journal") return LogFormat::kJournal;
  const bool is_journal = IsJournal(STDERR_FILENO, getenv("JOURNAL_STREAM"));
  return options.log_format.empty() && is_journal ? LogFormat::kJournal : LogFormat::kText;
}

// The config file, if there is one, for the start.
absl::StatusOr<ConfigFile> ReadFirstConfig(const ServeOptions& options,
                                           CollectorOptions& collector) {
  if (options.config_path.empty()) return ConfigFile{};
  absl::StatusOr<ConfigFile> file = ReadConfigFile(options.config_path);
  if (!file.ok()) return file.status();
  collector.config = file->config;
  collector.replace_config = !HasError(file->findings);
  return file;
}

void LogStart(const ServeOptions& options, const ConfigFile& file, absl::string_view serving,
              EventLog& log) {
  log.Write(LogLevel::kInfo, absl::StrCat("version ", DescribeBuild(ThisBuild())));
  log.Write(
      LogLevel::kInfo,
      absl::StrCat("store ", FindStore({options.data_dir, options.store})->name(),
                   options.is_intake_only
                       ? std::string(", not published here")
                       : absl::StrCat(", published every ", options.publish_period,
                                      ", counts of at least ", options.min_reports, " reports")));
  if (geteuid() == 0) {
    log.Write(
        LogLevel::kWarning,
        "runs as root: whoever breaks into it has the whole machine; it needs no privilege, so "
        "give it a user of its own");
  }
  LogFindings(options.config_path, file, log);
  if (HasError(file.findings)) {
    log.Write(
        LogLevel::kError,
        absl::StrCat(options.config_path,
                     ": it has errors, so it takes the place of no config that was in force"));
  }
  log.Write(LogLevel::kInfo, serving);
}

// What can change: the config, and the certificate with its key.
struct Reloadables {
  explicit Reloadables(const ServeOptions& options)
      : config(Paths({options.config_path}), "the config in force stays"),
        tls(Paths({options.tls_certificate_path, options.tls_key_path}), "those in use stay") {}

  // Those that are given.
  static std::vector<std::string> Paths(std::vector<std::string> paths) {
    std::erase(paths, "");
    return paths;
  }

  Reloadable config;
  Reloadable tls;
};

void Look(bool is_told, const ServeOptions& options, CollectorServer& server,
          Reloadables& reloadables, const ServiceManager& manager, EventLog& log) {
  if (!options.config_path.empty()) {
    reloadables.config.Look(
        is_told, [&] { return Reload(options.config_path, server, log); }, manager, log);
  } else if (is_told) {
    log.Write(LogLevel::kWarning, "SIGHUP, but no --config to read again");
  }
  if (options.tls_certificate_path.empty()) return;
  const auto reload_tls = [&] {
    const absl::Status status = server.ReloadTls();
    if (status.ok()) log.Write(LogLevel::kInfo, "read the TLS certificate and its key again");
    return status;
  };
  reloadables.tls.Look(is_told, reload_tls, manager, log);
}

absl::Status Serve(const ServeOptions& options, std::ostream& out, std::ostream& err) {
  const absl::Time start = absl::Now();
  CollectorOptions collector = ToCollectorOptions(options);
  EventLog log(err, FormatOf(options), absl::Now);
  collector.log = [&log](absl::string_view line) { log.Write(LevelOf(line), line); };
  // Before they are read: what changes from now on is seen.
  Reloadables reloadables(options);
  const absl::StatusOr<ConfigFile> file = ReadFirstConfig(options, collector);
  if (!file.ok()) return file.status();
  if (absl::Status status = ReadTlsFiles(options, collector); !status.ok()) return status;
  // gRPC's own log contains peers' addresses.
  setenv("GRPC_VERBOSITY", "NONE", 1);
  // Otherwise each report that is no valid UTF-8 writes a line.
  google::protobuf::SetLogHandler(nullptr);
  const sigset_t signals = BlockSignals();
  RaiseFileDescriptorLimit();
  std::atomic<bool> has_failed = false;
  collector.failed = [&has_failed] {
    has_failed = true;
    kill(getpid(), SIGTERM);
  };

  absl::StatusOr<std::unique_ptr<CollectorServer>> server =
      CollectorServer::Start(std::move(collector));
  if (!server.ok()) return server.status();
  const std::string serving = Listening(options, **server);
  LogStart(options, *file, serving, log);
  out << "collector: " << serving << std::endl;
  const ServiceManager manager(ReadServiceManagerVariables(getenv));
  manager.Ready(serving);
  const int received = RunUntilTold(signals, manager, serving, [&](bool is_told) {
    Look(is_told, options, **server, reloadables, manager, log);
  });
  manager.Stopping();
  (*server)->Shutdown(has_failed ? absl::ZeroDuration() : kShutdownGrace);
  if (has_failed) return absl::UnavailableError("gRPC has stopped answering");
  log.Write(LogLevel::kInfo,
            absl::StrCat("stopped by ", received == SIGINT ? "SIGINT" : "SIGTERM", " after ",
                         absl::FormatDuration(absl::Trunc(absl::Now() - start, absl::Seconds(1)))));
  return absl::OkStatus();
}

// What `serve` would complain of, without serving.
absl::Status CheckServing(const ServeOptions& options, std::ostream& out) {
  CollectorOptions collector = ToCollectorOptions(options);
  const absl::StatusOr<ConfigFile> file = ReadFirstConfig(options, collector);
  if (!file.ok()) return file.status();
  absl::Status status = ReadTlsFiles(options, collector);
  if (status.ok()) status = CheckCollectorOptions(collector);
  if (!status.ok()) return status;
  for (const std::string& line : LogLines(options.config_path, file->findings)) out << line << "\n";
  if (HasError(file->findings)) {
    return absl::InvalidArgumentError(absl::StrCat(options.config_path, ": it has errors"));
  }
  out << "These options are fine.\n";
  return absl::OkStatus();
}

}  // namespace

void AddServeCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& command = app.AddCommand("serve", "Receive reports until SIGTERM or SIGINT");
  const std::shared_ptr<ServeOptions> options = AddServeOptions(command);
  command.AddExample(
      "collector serve --listen 127.0.0.1:8443 --data-dir /var/lib/collector --config c.json",
      "Take reports on this machine, of what c.json approves");
  command.AddExample("collector serve --config-file /etc/gotelemetry/collector.conf",
                     "Serve as the file says");
  command.SetAction(
      [&context, options] { context.Check(Serve(*options, context.out, context.err)); },
      [options] { return WhyNotServe(*options); });
}

void AddCheckCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& command = app.AddCommand("check", "Check the options of serve, without serving");
  const std::shared_ptr<ServeOptions> options = AddServeOptions(command);
  command.AddExample("collector check --config-file /etc/gotelemetry/collector.conf",
                     "See whether the collector would start with that file");
  command.SetFooter(
      "It writes nothing and listens nowhere: that an address is taken or a store damaged is\n"
      "not found.");
  command.SetAction([&context, options] { context.Check(CheckServing(*options, context.out)); },
                    [options] { return WhyNotServe(*options); });
}

}  // namespace telemetry::collector
