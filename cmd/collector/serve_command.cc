#include "cmd/collector/serve_command.h"

#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/config/records/print_findings.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/approval/config_check.h"
#include "config/approval/finding.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "google/protobuf/stubs/logging.h"
#include "report/report_limits.h"
#include "storage/directory/path.h"
#include "storage/files/file.h"
#include "storage/report_store/store_room.h"
#include "upload/collector/collector_server.h"
#include "upload/collector/config_change.h"
#include "upload/http/file_descriptors.h"
#include "upload/http/tls_identity.h"

namespace telemetry::collector {
namespace {

// How long requests in progress may take after SIGTERM.
constexpr absl::Duration kShutdownGrace = absl::Seconds(10);

// More frequent publishing would only keep the disk busy; a period beyond a year is a mistake.
constexpr absl::Duration kMinPublishPeriod = absl::Seconds(1);
constexpr absl::Duration kMaxPublishPeriod = absl::Hours(366 * 24);

// How often files are looked at that may change while the collector runs.
constexpr time_t kFileCheckSeconds = 1;

// A limit below a usual report's size, or above what gRPC may send, is a mistake.
constexpr size_t kMinReportLimit = 4 << 10;
constexpr size_t kMaxReportLimit = 64 << 20;

struct ServeOptions {
  std::string grpc_address;
  std::string http_address;
  std::string monitor_address;
  std::string data_dir;
  std::string config_path;
  std::string tls_certificate_path;
  std::string tls_key_path;
  bool allow_plain_text = false;
  bool is_behind_proxy = false;
  bool is_exposed = false;
  int64_t min_reports = 5;
  std::string publish_period = "10m";
  size_t max_report_bytes = kMaxReportBytes;
  bool shares_data_dir = false;
  StoreRoomLimits store_room = CollectorOptions().store_room;
  // The difference to this machine's clock.
  absl::Duration clock_ahead = absl::ZeroDuration();
};

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

absl::Status ReadTlsFiles(const ServeOptions& options, CollectorOptions& collector) {
  if (options.tls_certificate_path.empty()) return absl::OkStatus();
  absl::StatusOr<TlsIdentity> tls =
      ReadTlsIdentity(options.tls_certificate_path, options.tls_key_path);
  if (!tls.ok()) return tls.status();
  collector.tls = *std::move(tls);
  return absl::OkStatus();
}

CollectorOptions ToCollectorOptions(const ServeOptions& options) {
  CollectorOptions collector;
  collector.grpc_address = options.grpc_address;
  collector.http_address = options.http_address;
  collector.monitor_address = options.monitor_address;
  if (options.is_behind_proxy) collector.grpc_access = GrpcAccess::kBehindProxy;
  if (options.is_exposed) collector.grpc_access = GrpcAccess::kExposed;
  collector.data_dir = options.data_dir;
  collector.allow_plain_text = options.allow_plain_text;
  collector.min_reports = options.min_reports;
  collector.max_report_bytes = options.max_report_bytes;
  collector.shares_data_dir = options.shares_data_dir;
  collector.store_room = options.store_room;
  collector.clock = [ahead = options.clock_ahead] { return absl::Now() + ahead; };
  absl::ParseDuration(options.publish_period, &collector.publish_period);
  return collector;
}

std::optional<absl::Time> ParseRfc3339(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return std::nullopt;
  return time;
}

// Returns a usage error, or "".
std::string CheckPeriod(const std::string& text) {
  absl::Duration period;
  if (absl::ParseDuration(text, &period) && period >= kMinPublishPeriod &&
      period <= kMaxPublishPeriod) {
    return "";
  }
  return absl::StrCat("\"", text, "\" is not a duration such as 30s or 10m, from 1s to ",
                      absl::ToInt64Hours(kMaxPublishPeriod), "h");
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
  return absl::StrCat("collector: serving ", absl::StrJoin(served, " and "));
}

using Log = std::function<void(absl::string_view line)>;

// Reading a config is lenient: a misspelt key would quietly approve nothing. So the log says what
// `collector config check` finds.
void LogFindings(const std::string& path, const ConfigFile& file, const Log& log) {
  for (const std::string& line : LogLines(path, file.findings)) log(line);
}

// Puts the config in force that the file has by now.
void Reload(const std::string& path, CollectorServer& server, const Log& log) {
  if (path.empty()) return log("SIGHUP, but no --config to read again");
  const absl::StatusOr<ConfigFile> file = ReadConfigFile(path);
  absl::Status status = file.status();
  if (file.ok()) {
    LogFindings(path, *file, log);
    if (HasError(file->findings)) {
      status = absl::InvalidArgumentError(absl::StrCat(path, ": it has errors"));
    }
  }
  if (status.ok()) {
    const absl::StatusOr<ConfigChangeResult> result = server.PutInForce(file->config);
    if (result.ok() && !result->changed) log(absl::StrCat(path, ": is in force already"));
    status = result.status();
  }
  if (!status.ok()) {
    log(absl::StrCat(cmd::Printable(status.message()), "; the config in force stays"));
  }
}

void ReloadTls(CollectorServer& server, const Log& log) {
  const absl::Status status = server.ReloadTls();
  log(status.ok() ? std::string("read the TLS certificate and its key again")
                  : absl::StrCat(cmd::Printable(status.message()), "; those in use stay"));
}

// What can be read again while the collector runs.
struct Reloadable {
  std::vector<std::string> files;
  std::function<void()> reload;
  // When the files had changed last.
  std::vector<timespec> changed = {};
};

std::vector<timespec> ChangesOf(const std::vector<std::string>& files) {
  std::vector<timespec> changes;
  for (const std::string& file : files) {
    struct stat info = {};
    stat(file.c_str(), &info);
    changes.push_back(info.st_mtim);
  }
  return changes;
}

bool AreSame(const std::vector<timespec>& a, const std::vector<timespec>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.tv_sec == y.tv_sec && x.tv_nsec == y.tv_nsec;
  });
}

// Reads again what has changed, and everything at SIGHUP, until SIGTERM or SIGINT.
void RunUntilTold(const sigset_t& signals, std::vector<Reloadable> reloadables) {
  for (Reloadable& each : reloadables) each.changed = ChangesOf(each.files);
  for (;;) {
    const timespec period = {.tv_sec = kFileCheckSeconds, .tv_nsec = 0};
    const int received = sigtimedwait(&signals, nullptr, &period);
    if (received == SIGTERM || received == SIGINT) return;
    for (Reloadable& each : reloadables) {
      std::vector<timespec> changed = ChangesOf(each.files);
      if (received != SIGHUP && AreSame(changed, each.changed)) continue;
      each.changed = std::move(changed);
      each.reload();
    }
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

absl::Status Serve(const ServeOptions& options, std::ostream& out, std::ostream& err) {
  CollectorOptions collector = ToCollectorOptions(options);
  const Log log = [&err](absl::string_view line) {
    err << absl::StrCat("collector: ", line, "\n");
  };
  collector.log = log;
  ConfigFile file;
  if (!options.config_path.empty()) {
    absl::StatusOr<ConfigFile> read = ReadConfigFile(options.config_path);
    if (!read.ok()) return read.status();
    file = *std::move(read);
    collector.config = file.config;
    collector.replace_config = !HasError(file.findings);
  }
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
  if (geteuid() == 0) {
    log("runs as root: whoever breaks into it has the whole machine; it needs no privilege, so "
        "give it a user of its own");
  }
  LogFindings(options.config_path, file, log);
  if (HasError(file.findings)) {
    log(absl::StrCat(cmd::Printable(options.config_path),
                     ": it has errors, so it takes the place of no config that was in force"));
  }
  out << Listening(options, **server) << std::endl;
  // A config changes when its operator says so, a certificate by itself.
  std::vector<Reloadable> reloadables = {
      {.files = {}, .reload = [&] { Reload(options.config_path, **server, log); }}};
  if (!options.tls_certificate_path.empty()) {
    reloadables.push_back({.files = {options.tls_certificate_path, options.tls_key_path},
                           .reload = [&] { ReloadTls(**server, log); }});
  }
  RunUntilTold(signals, std::move(reloadables));
  (*server)->Shutdown(has_failed ? absl::ZeroDuration() : kShutdownGrace);
  if (has_failed) return absl::UnavailableError("gRPC has stopped answering");
  return absl::OkStatus();
}

}  // namespace

void AddServeCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& command = app.AddCommand("serve", "Receive reports until SIGTERM or SIGINT");
  const auto options = std::make_shared<ServeOptions>();
  command
      .AddOption("--listen", options->grpc_address,
                 "Address to serve gRPC on; port 0 picks a free one")
      .Value("HOST:PORT")
      .Required();
  cmd::Option& proxy = command.AddFlag(
      "--behind-proxy", options->is_behind_proxy,
      "Serve gRPC on other addresses than loopback, to a\nproxy that takes the Internet's "
      "connections");
  proxy.Value("(or --exposed)");
  command
      .AddFlag(
          "--exposed", options->is_exposed,
          "Serve gRPC on other addresses than loopback, to\neverybody: at the risk that somebody "
          "brings it down")
      .Value("(or --behind-proxy)")
      .Excludes(proxy);
  command
      .AddOption("--http", options->http_address,
                 "Address to serve Go's upload protocol and the\npublic site on (default: do not "
                 "serve HTTP)")
      .Value("HOST:PORT");
  command
      .AddOption("--monitor", options->monitor_address,
                 "Address to serve /metrics on, and /healthz too\n(default: /metrics is on that of "
                 "--http,\nif that is on loopback)")
      .Value("HOST:PORT");
  command
      .AddOption("--data-dir", options->data_dir,
                 "Directory for the reports and for what is\npublished; created if missing")
      .Directory("DIR")
      .Check([](const std::string& dir) { return std::string(WhyNoPath(dir)); })
      .Required();
  command
      .AddOption("--config", options->config_path,
                 "Upload config (JSON) to put in force now, and\nagain on SIGHUP (default: what is "
                 "in force on DIR)")
      .File("FILE");
  cmd::Option& certificate =
      command
          .AddOption("--tls-cert", options->tls_certificate_path,
                     "Serve all of these over TLS with this\ncertificate (PEM)")
          .File("FILE");
  cmd::Option& key =
      command.AddOption("--tls-key", options->tls_key_path, "Private key of the certificate (PEM)")
          .File("FILE");
  certificate.Needs(key);
  key.Needs(certificate);
  command.AddFlag(
      "--allow-plain-text", options->allow_plain_text,
      "Serve without TLS on other addresses than\nloopback, such as behind a TLS proxy");
  command
      .AddOption("--min-reports", options->min_reports,
                 "Hide counts from fewer than N reports in\npublic charts (default: 5)")
      .Value("N")
      .Range(1, std::numeric_limits<int64_t>::max());
  command
      .AddOption("--publish-every", options->publish_period,
                 "How often to update datasets and charts, such\nas 30s or 1h (default: 10m)")
      .Value("DURATION")
      .Check(CheckPeriod);
  command
      .AddOption("--max-report-bytes", options->max_report_bytes,
                 "Refuse larger reports (default: 102400, 100 KiB)")
      .Value("N")
      .Range(kMinReportLimit, kMaxReportLimit);
  command
      .AddOption("--max-store-bytes", options->store_room.max_bytes,
                 "Take no more reports when the store has so many\nbytes (default: no limit)")
      .Value("N");
  command
      .AddOption("--min-free-bytes", options->store_room.min_free_bytes,
                 "Take no more reports when fewer bytes are free\non its disk (default: 67108864, "
                 "64 MiB)")
      .Value("N");
  command.AddFlag("--shared-data-dir", options->shares_data_dir,
                  "Let other collectors use DIR at the same time,\nof which each must say so");
  command
      .AddOption(
          "--now",
          [options](const std::string& text) -> std::string {
            const std::optional<absl::Time> parsed = ParseRfc3339(text);
            if (!parsed.has_value()) {
              return absl::StrCat("\"", text, "\" is not an RFC 3339 time");
            }
            options->clock_ahead = *parsed - absl::Now();
            return "";
          },
          "Pretend that it is now T (RFC 3339), to try\nreports of other weeks")
      .Value("T");
  command.SetAction(
      [&context, options] { context.Check(Serve(*options, context.out, context.err)); });
}

}  // namespace telemetry::collector
