// What a collector needs to know to start.
//
//   CollectorOptions options{.grpc_address = "127.0.0.1:0", .data_dir = "/var/lib/collector"};
//   absl::Status status = CheckCollectorOptions(options);

#ifndef UPLOAD_COLLECTOR_COLLECTOR_OPTIONS_H_
#define UPLOAD_COLLECTOR_COLLECTOR_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/upload_config.pb.h"
#include "storage/report_store/report_store.h"
#include "upload/http/http_server_options.h"

namespace telemetry {

struct CollectorOptions {
  // HOST:PORT to listen on; port 0 picks a free one. Empty: not served. At least one of the two
  // must be set.
  std::string grpc_address = "";
  std::string http_address = "";
  // HOST:PORT of another HTTP server, which has /healthz and /metrics (internal/monitor_routes.h).
  // /metrics is then not on http_address, which is public. Empty: there is none.
  std::string monitor_address = "";

  // Created if missing. Several collectors may share one.
  std::string data_dir = "";

  // The approved counters: put in force at the start. Empty: what is in force on `data_dir` already,
  // or else the start fails.
  std::optional<v1::UploadConfig> config = std::nullopt;
  // Whether `config` takes the place of another one that is in force. If not, it is only for a
  // directory on which none is.
  bool replace_config = true;

  // PEM, for all of these. Set both, or neither for plain text.
  std::string tls_certificate = "";
  std::string tls_key = "";
  // Plain text is refused on addresses other than loopback unless this is set. Set it if something
  // in front of the collector terminates TLS.
  bool allow_plain_text = false;

  // The time, whose day in UTC decides which approvals have ended. Any thread.
  std::function<absl::Time()> clock = absl::Now;

  // Receives messages for the operator, one line each, on any thread.
  std::function<void(absl::string_view line)> log = [](absl::string_view) {};

  // Public charts leave out anything that fewer reports than this contain. At least 1.
  int64_t min_reports = 5;
  // How long after one publication of datasets, charts and pages the next one starts.
  absl::Duration publish_period = absl::Minutes(10);
  // Called after each publication that succeeded, on the thread that made it.
  std::function<void()> published = [] {};

  HttpLimits http = {};
  // Reports that wait for the disk. Above it, another one is asked to come back later.
  size_t max_queued_reports = ReportStore::Options().max_queued_reports;
};

// Whether a collector may take reports in this way. The message names the address concerned.
//   InvalidArgument     an address is not HOST:PORT, no address to take reports on is given, or one
//                       of certificate and key is missing
//   FailedPrecondition  plain text on a non-loopback address
// Pure; thread-safe.
absl::Status CheckCollectorOptions(const CollectorOptions& options);

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_COLLECTOR_OPTIONS_H_
