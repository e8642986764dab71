// The options of `collector serve`, which `collector check` checks without serving.
//
//   const std::shared_ptr<ServeOptions> options = AddServeOptions(command);
//   CollectorOptions collector = ToCollectorOptions(*options);

#ifndef CMD_COLLECTOR_SERVICE_SERVE_OPTIONS_H_
#define CMD_COLLECTOR_SERVICE_SERVE_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cmd/internal/command.h"
#include "report/report_limits.h"
#include "storage/report_store/store_room.h"
#include "upload/collector/collector_options.h"

namespace telemetry::collector {

struct ServeOptions {
  std::string grpc_address;
  std::string http_address;
  std::string monitor_address;
  std::string data_dir;
  std::string store;
  // Others make the site.
  bool is_intake_only = false;
  std::string config_path;
  std::string tls_certificate_path;
  std::string tls_key_path;
  bool allow_plain_text = false;
  bool is_behind_proxy = false;
  bool is_exposed = false;
  int64_t min_reports = 5;
  std::string stack_claims;
  std::string publish_period = "10m";
  size_t max_report_bytes = kMaxReportBytes;
  bool shares_data_dir = false;
  StoreRoomLimits store_room = CollectorOptions().store_room;
  // "text", "json", "journal"; "" is text, or journal if standard error is the journal.
  std::string log_format;
  std::string config_file_path;
  // What its clock says at the start.
  std::optional<absl::Time> now;
};

// Adds them to `command`. They outlive it with the returned pointer.
std::shared_ptr<ServeOptions> AddServeOptions(cmd::Command& command);

// Why they do not fit together, or "".
std::string WhyNotServe(const ServeOptions& options);

// What they mean, but for the config and the TLS files, which ReadTlsFiles() reads.
CollectorOptions ToCollectorOptions(const ServeOptions& options);

// Errors: those of ReadTlsIdentity() (upload/http/tls_identity.h).
absl::Status ReadTlsFiles(const ServeOptions& options, CollectorOptions& collector);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_SERVICE_SERVE_OPTIONS_H_
