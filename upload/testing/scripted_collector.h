// A collector for tests: a real gRPC server on loopback that answers as it is told.
//
//   ScriptedCollector collector;
//   collector.Publish(config, "v1.2.3");
//   collector.Then({.status = absl::UnavailableError("busy"), .retry_hint = absl::Seconds(3)});
//   ... upload a report to collector.address(): one failed try, then a success ...
//   EXPECT_THAT(collector.accepted(), ElementsAre(EqualsReport(report)));
//
// It keeps reports as upload.proto demands, by week and X, so that a test sees what was lost and
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
#include "config/upload_config.pb.h"
#include "report/report.pb.h"
#include "upload/upload.pb.h"

namespace telemetry {

// What to do with one UploadReport call.
struct ScriptedAnswer {
  absl::Status status = absl::OkStatus();
  // Sent with an error.
  std::optional<absl::Duration> retry_hint = std::nullopt;
  // Send an error without the mark of a collector's own refusals, as a proxy does.
  bool unmarked = false;
  // Keep the report although `status` is an error: the acknowledgement is lost on its way.
  bool keep_anyway = false;
  // Answer, and with `keep_anyway` keep the report, only when the client has given up.
  bool hang = false;
  // Sent with a success.
  std::vector<v1::DroppedItem> dropped = {};
  // Called before the answer, while the client waits.
  std::function<void()> meanwhile = nullptr;
};

// Thread-safe.
class ScriptedCollector {
 public:
  struct Options {
    // PEM. With both the collector speaks TLS.
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
  std::string address() const;

  // The config to serve from now on. Without one GetUploadConfig answers UNAVAILABLE.
  void Publish(const v1::UploadConfig& config, absl::string_view version);

  // Adds an answer to the script. Each UploadReport call takes one; calls beyond it are accepted.
  void Then(ScriptedAnswer answer);

  // Stops listening, as a collector that is shut down or killed.
  void Stop();
  // Listens again on the same port; what was accepted is still there.
  void Restart();

  // The accepted reports, each once, in the order in which they came.
  std::vector<v1::Report> accepted() const;
  // How many calls of each kind have come.
  int upload_calls() const;
  int config_calls() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace telemetry

#endif  // UPLOAD_TESTING_SCRIPTED_COLLECTOR_H_
