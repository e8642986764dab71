// Every decision of an upload run: whom to send to, over what, which reports, and what an answer
// means. All functions are pure.

#ifndef UPLOAD_UPLOAD_POLICY_H_
#define UPLOAD_UPLOAD_POLICY_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// What a collector's answer to a report means for the report.
enum class AnswerMeaning {
  kAccepted,        // The collector has it, durably.
  kRefusedForGood,  // No later try can succeed: remove it.
  kTryLater,        // Keep it.
};

// OK is accepted; INVALID_ARGUMENT and ALREADY_EXISTS (with other content) are refusals for good.
// So is PERMISSION_DENIED if the collector has marked it as its own (`is_marked_refusal`,
// kRefusalMetadata): gRPC also turns an HTTP 403 into it, which a proxy may give everybody for an
// hour. Everything else may pass later, also what no collector should answer: keeping a report too
// long costs a request a run, dropping one too early loses it.
AnswerMeaning ClassifyAnswer(absl::StatusCode code, bool is_marked_refusal);

// Why a report that lies ready is not sent in this run.
enum class Withheld {
  kUploadNotAllowed,      // The mode is not on, or a rule such as CI forbids uploads.
  kConsentNotBeforeWeek,  // Consent is not older than the report.
  kDatedAfterToday,       // This machine's clock was, or is, wrong.
};

// Returns why a report must not be sent now, or nothing if it may be.
//
// `may_upload`: what config's Decision says. `consent_date`: the day consent was last given, if
// known. `week`: the report's date. `today`: the present day in UTC.
std::optional<Withheld> WhyWithheld(bool may_upload, std::optional<absl::CivilDay> consent_date,
                                    absl::CivilDay week, absl::CivilDay today);

// A sentence for the person whose report it is, such as "it is dated after today".
absl::string_view WithheldText(Withheld reason);

// Returns the collector to send to. Consent is for one collector: `consented` is the one recorded
// when the user turned telemetry on ("" if none was), `requested` the one asked for now ("" for the
// consented one). Host names compare without case.
//
// Errors:
//   FailedPrecondition: consent names no collector.
//   PermissionDenied: `requested` is not the consented one.
absl::StatusOr<std::string> ChooseCollector(absl::string_view consented,
                                            absl::string_view requested);

// How the bytes travel.
enum class Transport { kTls, kPlainText };

// What the caller asks of the transport.
struct TransportWishes {
  // The explicit permission to send plain text to a host that is not this one.
  bool allow_plain_text = false;
  // TLS with these PEM root certificates instead of the system's; empty for the system's.
  std::string tls_root_certificates = "";
};

// TLS, unless `collector` (HOST:PORT) is this machine and no certificates are given, or plain text
// is allowed explicitly.
//
// Errors: InvalidArgument if plain text is allowed and certificates are given: one of the two is a
// mistake, and the guess could send a report in the clear.
absl::StatusOr<Transport> ChooseTransport(absl::string_view collector,
                                          const TransportWishes& wishes);

// Whether HOST:PORT is certain to be this machine: "localhost", 127.0.0.0/8 or [::1]. No name is
// looked up.
bool IsLoopback(absl::string_view address);

}  // namespace telemetry

#endif  // UPLOAD_UPLOAD_POLICY_H_
