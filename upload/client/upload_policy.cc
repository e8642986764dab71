#include "upload/client/upload_policy.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/host_port.h"

namespace telemetry {
CallVerdict ClassifyCall(absl::StatusCode code, bool is_marked_refusal) {
  switch (code) {
    case absl::StatusCode::kOk:
      return CallVerdict::kAccepted;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
      return CallVerdict::kRefusedForGood;
    case absl::StatusCode::kPermissionDenied:
      return is_marked_refusal ? CallVerdict::kRefusedForGood : CallVerdict::kTryLater;
    default:
      return CallVerdict::kTryLater;
  }
}

std::optional<WithheldReason> WhyWithheld(bool may_upload,
                                          std::optional<absl::CivilDay> consent_day,
                                          absl::CivilDay report_day, absl::CivilDay today) {
  if (!may_upload) return WithheldReason::kUploadNotAllowed;
  if (report_day > today) return WithheldReason::kDatedAfterToday;
  if (consent_day.has_value() && *consent_day >= report_day)
    return WithheldReason::kConsentNotBeforeReportDay;
  return std::nullopt;
}

absl::string_view WithheldText(WithheldReason reason) {
  switch (reason) {
    case WithheldReason::kUploadNotAllowed:
      return "uploading is not allowed";
    case WithheldReason::kConsentNotBeforeReportDay:
      return "consent was given on its date or later";
    case WithheldReason::kDatedAfterToday:
      return "it is dated after today";
  }
  return "";
}

absl::StatusOr<Transport> ChooseTransport(const HostPort& collector,
                                          const TransportOptions& options) {
  const bool has_certificates = !options.tls_root_certificates.empty();
  if (options.allow_plain_text && has_certificates) {
    return absl::InvalidArgumentError("plain text and TLS root certificates exclude each other");
  }
  if (has_certificates) return Transport::kTls;
  return options.allow_plain_text || collector.IsLoopback() ? Transport::kPlainText
                                                            : Transport::kTls;
}

}  // namespace telemetry
