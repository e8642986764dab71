#include "cmd/collector/service/serve_options.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/collector/publish_period.h"
#include "cmd/collector/stacks/stack_claims_option.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
#include "cmd/internal/now_option.h"
#include "storage/directory/path.h"
#include "upload/http/tls_identity.h"

namespace telemetry::collector {
namespace {

// A limit below a usual report's size, or above what gRPC may send, is a mistake.
constexpr size_t kMinReportLimit = 4 << 10;
constexpr size_t kMaxReportLimit = 64 << 20;

// In the order of the help.

void AddAddressOptions(cmd::Command& command, const std::shared_ptr<ServeOptions>& options) {
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
}

void AddStoreOptions(cmd::Command& command, const std::shared_ptr<ServeOptions>& options) {
  command
      .AddOption("--data-dir", options->data_dir,
                 "Directory for the reports and for what is\npublished; created if missing")
      .Directory("DIR")
      .Check([](const std::string& dir) { return std::string(WhyNoPath(dir)); });
  AddStoreOption(command, options->store);
  command.AddFlag("--no-publish", options->is_intake_only,
                  "Only take reports: collector publish makes the\nsite. With --store, DIR is then "
                  "not needed");
  command
      .AddOption("--config", options->config_path,
                 "Upload config (JSON) to put in force now, when it\nchanges, and on SIGHUP "
                 "(default: what is in force\nthere)")
      .File("FILE");
}

void AddTlsOptions(cmd::Command& command, const std::shared_ptr<ServeOptions>& options) {
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
}

void AddLimitOptions(cmd::Command& command, const std::shared_ptr<ServeOptions>& options) {
  command
      .AddOption("--min-reports", options->min_reports,
                 "Hide counts from fewer than N reports in\npublic charts (default: 5)")
      .Value("N")
      .Range(1, std::numeric_limits<int64_t>::max());
  AddStackClaimsOption(command, options->stack_claims);
  command
      .AddOption("--publish-every", options->publish_period,
                 "How often to update datasets and charts, such\nas 30s or 1h (default: 10m)")
      .Value("DURATION")
      .Check(WhyNoPublishPeriod);
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
}

void AddProcessOptions(cmd::Command& command, const std::shared_ptr<ServeOptions>& options) {
  command.AddFlag("--shared-data-dir", options->shares_data_dir,
                  "Let other collectors use DIR at the same time,\nof which each must say so");
  cmd::AddNowOption(command, options->now);
  command
      .AddOption(
          "--config-file", options->config_file_path,
          "Take options from this file: lines such as\ndata-dir = DIR; the command line wins")
      .File("FILE");
  command
      .AddOption(
          "--log-format", options->log_format,
          "text, json or journal (default: text, or\njournal if standard error is the journal)")
      .OneOf("FORMAT", {"text", "json", "journal"});
}

}  // namespace

std::string WhyNotServe(const ServeOptions& options) {
  if (!options.data_dir.empty()) return "";
  if (!options.store.empty() && options.is_intake_only) return "";
  return "--data-dir is required, except with both --store and --no-publish";
}

CollectorOptions ToCollectorOptions(const ServeOptions& options) {
  CollectorOptions collector;
  collector.grpc_address = options.grpc_address;
  collector.http_address = options.http_address;
  collector.monitor_address = options.monitor_address;
  if (options.is_behind_proxy) collector.grpc_access = GrpcAccess::kBehindProxy;
  if (options.is_exposed) collector.grpc_access = GrpcAccess::kExposed;
  collector.data_dir = options.data_dir;
  if (!options.store.empty()) collector.store = StoreNamed(options.store);
  collector.publishes = !options.is_intake_only;
  collector.allow_plain_text = options.allow_plain_text;
  collector.min_reports = options.min_reports;
  collector.stack_claims = options.stack_claims;
  collector.max_report_bytes = options.max_report_bytes;
  collector.shares_data_dir = options.shares_data_dir;
  collector.store_room = options.store_room;
  absl::Duration ahead;
  if (options.now.has_value()) ahead = *options.now - absl::Now();
  collector.clock = [ahead] { return absl::Now() + ahead; };
  absl::ParseDuration(options.publish_period, &collector.publish_period);
  return collector;
}

absl::Status ReadTlsFiles(const ServeOptions& options, CollectorOptions& collector) {
  if (options.tls_certificate_path.empty()) return absl::OkStatus();
  absl::StatusOr<TlsIdentity> tls =
      ReadTlsIdentity(options.tls_certificate_path, options.tls_key_path);
  if (!tls.ok()) return tls.status();
  collector.tls = *std::move(tls);
  return absl::OkStatus();
}

std::shared_ptr<ServeOptions> AddServeOptions(cmd::Command& command) {
  const auto options = std::make_shared<ServeOptions>();
  AddAddressOptions(command, options);
  AddStoreOptions(command, options);
  AddTlsOptions(command, options);
  AddLimitOptions(command, options);
  AddProcessOptions(command, options);
  return options;
}

}  // namespace telemetry::collector
