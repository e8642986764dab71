// A collector for tests: a real gRPC server on loopback that gives scripted answers.
//
//   ScriptedCollector collector;
//   collector.Publish(config);
//   collector.Then({.status = absl::UnavailableError("busy"), .retry_hint = absl::Seconds(3)});
//   ... upload a report to collector.address(): one failed try, then a success ...
//   EXPECT_THAT(collector.accepted(), ElementsAre(EqualsReport(report)));
//
// It keeps reports by week and X, as upload.proto requires, so that a test sees what was lost and
// what was sent twice.

#ifndef UPLOAD_TESTING_SCRIPTED_COLLECTOR_H_
#define UPLOAD_TESTING_SCRIPTED_COLLECTOR_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/report.pb.h"
#include "storage/host_port.h"
#include "upload/upload.pb.h"

namespace telemetry {

// What to do with one call of UploadReport.
struct ScriptedAnswer {
  absl::Status status = absl::OkStatus();
  // Sent with an error.
  std::optional<absl::Duration> retry_hint = std::nullopt;
  // Send an error without the mark of a collector's own refusal, as a proxy does.
  bool unmarked = false;
  // Keep the report even if `status` is an error: the acknowledgement is lost in transit.
  bool keep_anyway = false;
  // Answer (and keep the report, if `keep_anyway`) only once the client has given up.
  bool hang = false;
  // Sent with a success.
  std::vector<v1::DroppedItem> dropped = {};
  int64_t num_unlisted = 0;
  // Called before the answer, while the client waits.
  std::function<void()> meanwhile = nullptr;
};

// Thread-safe.
class ScriptedCollector {
 public:
  struct Options {
    // PEM. If both are set, the collector uses TLS.
    std::string tls_certificate = "";
    std::string tls_key = "";
  };

  // Listens on a free port. Dies if it cannot.
  ScriptedCollector();
  explicit ScriptedCollector(Options options);
  ~ScriptedCollector();
  ScriptedCollector(const ScriptedCollector&) = delete;
  ScriptedCollector& operator=(const ScriptedCollector&) = delete;

  // 127.0.0.1:PORT, the same after Restart().
  HostPort host_port() const;
  std::string address() const { return host_port().ToString(); }

  // Sets the config to serve, with the version that its contents have or, as no honest collector
  // does, another one. Without a config, GetUploadConfig answers UNAVAILABLE.
  void Publish(const v1::UploadConfig& config);
  void Publish(const v1::UploadConfig& config, absl::string_view version);

  // Appends an answer to the script. Each UploadReport call takes one; further calls are accepted.
  void Then(ScriptedAnswer answer);

  // Stops listening, like a collector that is shut down or killed.
  void Stop();
  // Listens on the same port again; accepted reports are kept.
  void Restart();

  // The accepted reports, each once, in order of arrival.
  std::vector<v1::Report> accepted() const;
  // The number of calls received.
  int upload_calls() const;
  int config_calls() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace telemetry

#endif  // UPLOAD_TESTING_SCRIPTED_COLLECTOR_H_
