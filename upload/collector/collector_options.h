// What a collector needs to know to start.
//
//   CollectorOptions options{.grpc_address = "127.0.0.1:0", .data_dir = "/var/lib/collector"};
//   absl::Status status = CheckCollectorOptions(options);

#ifndef UPLOAD_COLLECTOR_COLLECTOR_OPTIONS_H_
#define UPLOAD_COLLECTOR_COLLECTOR_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/report_limits.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/report_store.h"
#include "storage/report_store/store_room.h"
#include "upload/http/http_server_options.h"
#include "upload/http/tls_identity.h"

namespace telemetry {

// Who can reach the gRPC port. Debian 12's gRPC has weaknesses that no limit of ours takes away
// completely (README.md), so whoever lets the Internet at it has to say how.
enum class GrpcAccess {
  kThisMachine,  // only loopback
  kBehindProxy,  // a proxy that speaks HTTP/2 itself, and limits its clients
  kExposed,      // anybody: what one network and one connection may do is limited here
};

struct CollectorOptions {
  // HOST:PORT to listen on; port 0 picks a free one. Empty: not served. At least one of the two
  // must be set.
  std::string grpc_address = "";
  std::string http_address = "";
  // HOST:PORT of another HTTP server, which has /healthz and /metrics (internal/monitor_routes.h).
  // Empty: /metrics is on http_address if that is on loopback, and nowhere otherwise.
  std::string monitor_address = "";

  GrpcAccess grpc_access = GrpcAccess::kThisMachine;

  // Created if missing.
  std::string data_dir = "";
  // Whether other collectors may use it at the same time. Each of them must say so.
  bool shares_data_dir = false;
  // What is stored, and where. Null: in SQLite, in `data_dir`.
  std::shared_ptr<const CollectorStore> store = nullptr;
  // Whether the site is made here. If not, `data_dir` may be empty, given a store; if it is not empty,
  // what somebody else publishes in it is served.
  bool publishes = true;
  // How far the store may grow, and what it leaves free on its disk. Beyond that reports are refused
  // for now, and /healthz says so.
  StoreRoomLimits store_room = {.max_bytes = 0, .min_free_bytes = 64 << 20};
  // How often the store is tried out, so that it is known when it fails though nobody sends anything;
  // while it fails, every second.
  absl::Duration store_test_period = absl::Seconds(30);

  // The approved counters: put in force at the start. Empty: what is in force on `data_dir` already,
  // or else the start fails.
  std::optional<v1::UploadConfig> config = std::nullopt;
  // Whether `config` takes the place of another one that is in force. If not, it is only for a
  // directory on which none is.
  bool replace_config = true;

  // For all of these; empty for plain text. If it has file names, CollectorServer::ReloadTls() reads
  // the files again.
  TlsIdentity tls = {};
  // Plain text is refused on addresses other than loopback unless this is set. Set it if something
  // in front of the collector terminates TLS.
  bool allow_plain_text = false;

  // The time, whose day in UTC decides of which weeks reports are taken, which approvals have ended,
  // and which week's charts come first. Any thread.
  std::function<absl::Time()> clock = absl::Now;

  // Receives messages for the operator, one line each, on any thread.
  std::function<void(absl::string_view line)> log = [](absl::string_view) {};

  // Public charts leave out anything that fewer reports than this contain. At least 1.
  int64_t min_reports = 5;
  // The file that names the issues about stacks, which the site then shows (report/stacks/triage_config.h); empty: none.
  std::string stack_claims = {};
  // How long after one publication of datasets, charts and pages the next one starts.
  absl::Duration publish_period = absl::Minutes(10);
  // Called after each publication that succeeded, on the thread that made it.
  std::function<void()> published = [] {};

  HttpLimits http = {};
  // The most memory that the process should take, in bytes: above it, all gRPC connections are
  // closed until it has come back.
  uint64_t max_memory_bytes = uint64_t{1} << 30;
  // How often the collector tests its own gRPC port. After two failures in a row, /healthz says so;
  // after four, `failed` is called, once and on another thread: the process should then end, so that
  // its supervisor starts it again. Must not call Shutdown() and wait for it.
  absl::Duration probe_period = absl::Seconds(30);
  std::function<void()> failed = [] {};
  // A larger report is refused for good.
  size_t max_report_bytes = kMaxReportBytes;
  // Reports that wait for the disk. Above it, another one is asked to come back later.
  size_t max_queued_reports = ReportStore::Options().max_queued_reports;
};

// Whether a collector may take reports in this way. The message names the address concerned.
//   InvalidArgument     an address is not HOST:PORT, no address to take reports on is given, or one
//                       of certificate and key is missing
//   FailedPrecondition  plain text on a non-loopback address, or gRPC on one without saying who can
//                       reach it
// Pure; thread-safe.
absl::Status CheckCollectorOptions(const CollectorOptions& options);

// Whether the site itself has /metrics, which counts each upload at once: only if nobody but this
// machine reaches it, and there is no monitor_address. Pure; thread-safe.
bool HasMetricsOnSite(const CollectorOptions& options);

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_COLLECTOR_OPTIONS_H_
