// A connection to a collector for the duration of one upload run.
//
//   absl::StatusOr<std::unique_ptr<UploadClient>> client =
//       UploadClient::Create({.collector = *ParseCollector("stats.example.com")});
//   if (!client.ok()) return client.status();
//   CallResult<v1::UploadReportResponse> answer = (*client)->UploadReport(report, stop);
//   switch (ClassifyCall(answer.result.status().code(), answer.is_marked_refusal)) { ... }
//                                                                     // call_verdict.h
//
// Each call is a single try with a deadline. Retrying is left to the caller (backoff.h), because
// only the caller knows how much time the run may take.
//
// gRPC writes some failures to standard error by itself. A program whose standard error is for
// people sets the environment variable GRPC_VERBOSITY to NONE before its first call.

#ifndef UPLOAD_CLIENT_CONNECTION_UPLOAD_CLIENT_H_
#define UPLOAD_CLIENT_CONNECTION_UPLOAD_CLIENT_H_

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "report/report.pb.h"
#include "storage/host_port.h"
#include "upload/client/connection/transport.h"
#include "upload/upload.pb.h"

namespace telemetry {

struct UploadClientOptions {
  HostPort collector;
  // See ChooseTransport() in transport.h.
  TransportOptions transport = {};
  // How long a call may take, including connecting.
  absl::Duration call_timeout = absl::Seconds(20);
};

// The outcome of a call.
template <typename Response>
struct CallResult {
  absl::StatusOr<Response> result;
  // When the collector wants the next try; negative for never. Set only with an error.
  std::optional<absl::Duration> retry_hint;
  // Whether the error is marked as the collector's own (kRefusalMetadata), so not from a proxy.
  bool is_marked_refusal = false;
};

// Thread-safe. The destructor closes the connection; all calls must have returned by then.
class UploadClient {
 public:
  // Does not open a socket; the first call does.
  //
  // Errors: InvalidArgument as for ChooseTransport(); those of ChooseProxy() and
  // RootsOfEnvironment(), which read the environment of this process.
  static absl::StatusOr<std::unique_ptr<UploadClient>> Create(const UploadClientOptions& options);

  ~UploadClient();
  UploadClient(const UploadClient&) = delete;
  UploadClient& operator=(const UploadClient&) = delete;

  // Returns the collector's config.
  //
  // Errors of both calls: what the collector answered; ResourceExhausted if the answer exceeds
  // kMaxAnswerBytes (grpc_protocol.h); Unavailable if the collector cannot be reached;
  // DeadlineExceeded after `call_timeout`; Cancelled as soon as `stop` is requested. The message
  // names the collector, and the proxy if there is one, and is one printable line, whatever the collector sent.
  CallResult<v1::GetUploadConfigResponse> GetUploadConfig(std::stop_token stop);

  // Sends a report. The collector may have stored it even if this fails. Sending it again is
  // harmless: a report counts once, however often it arrives.
  //
  // InvalidArgument, without any network traffic, if the request would exceed kMaxRequestBytes.
  CallResult<v1::UploadReportResponse> UploadReport(const v1::Report& report, std::stop_token stop);

 private:
  class Impl;

  explicit UploadClient(std::unique_ptr<Impl> impl);

  const std::unique_ptr<Impl> impl_;
};

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONNECTION_UPLOAD_CLIENT_H_
