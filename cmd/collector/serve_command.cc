#include "cmd/collector/serve_command.h"

#include <signal.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/config/print_findings.h"
#include "cmd/internal/printable.h"
#include "config/approval/config_check.h"
#include "config/approval/finding.h"
#include "config/upload_config.h"
#include "config/upload_config.pb.h"
#include "storage/files/file.h"
#include "upload/collector/collector_server.h"
#include "upload/collector/config_change.h"
#include "upload/http/file_descriptors.h"

namespace telemetry::collector {
namespace {

// How long requests in progress may take after SIGTERM.
constexpr absl::Duration kShutdownGrace = absl::Seconds(10);

// More frequent publishing would only keep the disk busy; a period beyond a year is a mistake.
constexpr absl::Duration kMinPublishPeriod = absl::Seconds(1);
constexpr absl::Duration kMaxPublishPeriod = absl::Hours(366 * 24);

constexpr size_t kMaxPemBytes = 1 << 20;

struct ServeOptions {
  std::string grpc_address;
  std::string http_address;
  std::string monitor_address;
  std::string data_dir;
  std::string config_path;
  std::string tls_certificate_path;
  std::string tls_key_path;
  bool allow_plain_text = false;
  int64_t min_reports = 5;
  std::string publish_period = "10m";
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
  absl::StatusOr<std::string> certificate = ReadFile(options.tls_certificate_path, kMaxPemBytes);
  if (!certificate.ok()) return certificate.status();
  collector.tls_certificate = *std::move(certificate);
  absl::StatusOr<std::string> key = ReadFile(options.tls_key_path, kMaxPemBytes);
  if (!key.ok()) return key.status();
  collector.tls_key = *std::move(key);
  return absl::OkStatus();
}

CollectorOptions ToCollectorOptions(const ServeOptions& options) {
  CollectorOptions collector;
  collector.grpc_address = options.grpc_address;
  collector.http_address = options.http_address;
  collector.monitor_address = options.monitor_address;
  collector.data_dir = options.data_dir;
  collector.allow_plain_text = options.allow_plain_text;
  collector.min_reports = options.min_reports;
  absl::ParseDuration(options.publish_period, &collector.publish_period);
  return collector;
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

// Reads the files again on each SIGHUP, until SIGTERM or SIGINT.
void WaitForEnd(const sigset_t& signals, const std::string& config_path, CollectorServer& server,
                const Log& log) {
  for (;;) {
    int received = 0;
    sigwait(&signals, &received);
    if (received != SIGHUP) return;
    Reload(config_path, server, log);
  }
}

// Blocks the signals, before any thread starts, so that only sigwait() receives them.
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
  const sigset_t signals = BlockSignals();
  RaiseFileDescriptorLimit();

  absl::StatusOr<std::unique_ptr<CollectorServer>> server =
      CollectorServer::Start(std::move(collector));
  if (!server.ok()) return server.status();
  LogFindings(options.config_path, file, log);
  if (HasError(file.findings)) {
    log(absl::StrCat(cmd::Printable(options.config_path),
                     ": it has errors, so it takes the place of no config that was in force"));
  }
  out << Listening(options, **server) << std::endl;
  WaitForEnd(signals, options.config_path, **server, log);
  (*server)->Shutdown(kShutdownGrace);
  return absl::OkStatus();
}

}  // namespace

void AddServeCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command = *app.add_subcommand("serve", "Receive reports until SIGTERM or SIGINT");
  const auto options = std::make_shared<ServeOptions>();
  command
      .add_option("--listen", options->grpc_address,
                  "Address to serve gRPC on; port 0 picks a free one")
      ->option_text("HOST:PORT")
      ->required();
  command
      .add_option("--http", options->http_address,
                  "Address to serve Go's upload protocol and the\npublic site on (default: do not "
                  "serve HTTP)")
      ->option_text("HOST:PORT");
  command
      .add_option(
          "--monitor", options->monitor_address,
          "Address to serve /metrics on, and /healthz too\n(default: /metrics is on that of "
          "--http)")
      ->option_text("HOST:PORT");
  command
      .add_option("--data-dir", options->data_dir,
                  "Directory for the reports and for what is\npublished; created if missing")
      ->option_text("DIR")
      ->required();
  command
      .add_option(
          "--config", options->config_path,
          "Upload config (JSON) to put in force now, and\nagain on SIGHUP (default: what is "
          "in force on DIR)")
      ->option_text("FILE");
  CLI::Option* const certificate =
      command
          .add_option("--tls-cert", options->tls_certificate_path,
                      "Serve all of these over TLS with this\ncertificate (PEM)")
          ->option_text("FILE");
  CLI::Option* const key =
      command
          .add_option("--tls-key", options->tls_key_path, "Private key of the certificate (PEM)")
          ->option_text("FILE");
  certificate->needs(key);
  key->needs(certificate);
  command.add_flag(
      "--allow-plain-text", options->allow_plain_text,
      "Serve without TLS on other addresses than\nloopback, such as behind a TLS proxy");
  command
      .add_option("--min-reports", options->min_reports,
                  "Hide counts from fewer than N reports in\npublic charts (default: 5)")
      ->option_text("N")
      ->check(CLI::PositiveNumber);
  command
      .add_option("--publish-every", options->publish_period,
                  "How often to update datasets and charts, such\nas 30s or 1h (default: 10m)")
      ->option_text("DURATION")
      ->check(CheckPeriod);
  command.callback(
      [&context, options] { context.Check(Serve(*options, context.out, context.err)); });
}

}  // namespace telemetry::collector
