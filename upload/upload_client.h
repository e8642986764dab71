// A connection to a collector, for the length of one upload run.
//
//   absl::StatusOr<std::unique_ptr<UploadClient>> client =
//       UploadClient::Create({.collector = "stats.example.com:443"});
//   if (!client.ok()) return client.status();
//   Answer<v1::UploadReportResponse> answer = (*client)->UploadReport(report, stop);
//   switch (ClassifyAnswer(answer.result.status().code(), answer.is_marked_refusal)) { ... }
//                                                                       // upload_policy.h
//
// Each call is one try with a deadline. Trying again is the caller's business (backoff.h), since
// only the caller knows how much time the run may take.
//
// gRPC writes some failures to the standard error stream on its own; a program whose error stream
// is for people sets the environment variable GRPC_VERBOSITY to NONE before the first call.

#ifndef UPLOAD_UPLOAD_CLIENT_H_
#define UPLOAD_UPLOAD_CLIENT_H_

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "report/report.pb.h"
#include "upload/upload.pb.h"
#include "upload/upload_policy.h"

namespace telemetry {

struct UploadClientOptions {
  // HOST:PORT; an IPv6 address in brackets.
  std::string collector = "";
  // How the bytes travel; upload_policy.h decides.
  TransportWishes transport = {};
  // How long a call may take, the connection's set-up included.
  absl::Duration call_timeout = absl::Seconds(20);
};

// What came back from a call.
template <typename Response>
struct Answer {
  absl::StatusOr<Response> result;
  // The collector's wish when to try again; negative for not at all. Only with an error.
  std::optional<absl::Duration> retry_hint;
  // The error is marked as the collector's own (kRefusalMetadata), not one of a proxy before it.
  bool is_marked_refusal = false;
};

// Thread-safe. The connection closes with the destruction, which no call may outlive.
class UploadClient {
 public:
  // Opens no socket yet: the first call does.
  //
  // Errors: InvalidArgument as ChooseTransport().
  static absl::StatusOr<std::unique_ptr<UploadClient>> Create(const UploadClientOptions& options);

  ~UploadClient();
  UploadClient(const UploadClient&) = delete;
  UploadClient& operator=(const UploadClient&) = delete;

  // The collector's config; without one in the answer if `known_version` is its version.
  //
  // Errors of both calls: what the collector answered; ResourceExhausted if that is more than
  // kMaxAnswerBytes (grpc_protocol.h); Unavailable if it cannot be reached;
  // DeadlineExceeded after `call_timeout`; Cancelled as soon as `stop` is requested. The message
  // names the collector and is one printable line, whatever the collector sent.
  Answer<v1::GetUploadConfigResponse> GetUploadConfig(absl::string_view known_version,
                                                      std::stop_token stop);

  // Sends a report. After an error the collector may have stored it all the same; sending it again
  // is harmless, because a report counts once however often it comes.
  //
  // InvalidArgument without any traffic if the request would exceed kMaxRequestBytes.
  Answer<v1::UploadReportResponse> UploadReport(const v1::Report& report, std::stop_token stop);

 private:
  class Impl;

  explicit UploadClient(std::unique_ptr<Impl> impl);

  const std::unique_ptr<Impl> impl_;
};

}  // namespace telemetry

#endif  // UPLOAD_UPLOAD_CLIENT_H_
