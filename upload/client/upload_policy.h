// The decisions of an upload run: which transport, which reports, and what an
// answer means. All functions are pure.

#ifndef UPLOAD_CLIENT_UPLOAD_POLICY_H_
#define UPLOAD_CLIENT_UPLOAD_POLICY_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/host_port.h"

namespace telemetry {

// What the end of a call means for the report.
enum class CallVerdict {
  kAccepted,        // The collector has stored it durably.
  kRefusedForGood,  // No later try can succeed; remove it.
  kTryLater,        // Keep it.
};

// OK means accepted. INVALID_ARGUMENT and ALREADY_EXISTS (with different content) are refused for
// good. So is PERMISSION_DENIED if the collector has marked it as its own (`is_marked_refusal`,
// kRefusalMetadata); gRPC also maps HTTP 403 to it, which a proxy may send to everybody for an
// hour. Everything else may pass, including codes that no collector should send: keeping a report
// too long costs one request per run, dropping one too early loses it.
CallVerdict ClassifyCall(absl::StatusCode code, bool is_marked_refusal);

// Why a report that is ready is not sent in this run.
enum class WithheldReason {
  kUploadNotAllowed,           // The mode is not on, or a rule such as CI forbids uploads.
  kConsentNotBeforeReportDay,  // Consent is not older than the report.
  kDatedAfterToday,            // This machine's clock was, or is, wrong.
};

// Returns why a report must not be sent now, or nullopt if it may be.
//
// `may_upload`: as in config's Decision. `consent_day`: the day consent was last given, if known.
// `report_day`: the report's date. `today`: the current day in UTC.
std::optional<WithheldReason> WhyWithheld(bool may_upload,
                                          std::optional<absl::CivilDay> consent_day,
                                          absl::CivilDay report_day, absl::CivilDay today);

// A phrase for the user, such as "it is dated after today".
absl::string_view WithheldText(WithheldReason reason);

// How the bytes travel.
enum class Transport { kTls, kPlainText };

// What the caller asks for.
struct TransportOptions {
  // Explicit permission to send plain text to a host other than this one.
  bool allow_plain_text = false;
  // Use TLS with these PEM root certificates; empty for the system's.
  std::string tls_root_certificates = "";
};

// Returns kTls, unless `collector` is this machine and no certificates are given, or
// plain text is explicitly allowed.
//
// Errors: InvalidArgument if plain text is allowed and certificates are given: one of them is a
// mistake, and a wrong guess could send a report in the clear.
absl::StatusOr<Transport> ChooseTransport(const HostPort& collector,
                                          const TransportOptions& options);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_UPLOAD_POLICY_H_
