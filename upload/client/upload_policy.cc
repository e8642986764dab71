#include "upload/client/upload_policy.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/host_port.h"

namespace telemetry {
AnswerMeaning ClassifyAnswer(absl::StatusCode code, bool is_marked_refusal) {
  switch (code) {
    case absl::StatusCode::kOk:
      return AnswerMeaning::kAccepted;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
      return AnswerMeaning::kRefusedForGood;
    case absl::StatusCode::kPermissionDenied:
      return is_marked_refusal ? AnswerMeaning::kRefusedForGood : AnswerMeaning::kTryLater;
    default:
      return AnswerMeaning::kTryLater;
  }
}

std::optional<Withheld> WhyWithheld(bool may_upload, std::optional<absl::CivilDay> consent_day,
                                    absl::CivilDay week, absl::CivilDay today) {
  if (!may_upload) return Withheld::kUploadNotAllowed;
  if (week > today) return Withheld::kDatedAfterToday;
  if (consent_day.has_value() && *consent_day >= week) return Withheld::kConsentNotBeforeWeek;
  return std::nullopt;
}

absl::string_view WithheldText(Withheld reason) {
  switch (reason) {
    case Withheld::kUploadNotAllowed:
      return "uploading is not allowed";
    case Withheld::kConsentNotBeforeWeek:
      return "consent was given on its date or later";
    case Withheld::kDatedAfterToday:
      return "it is dated after today";
  }
  return "";
}

absl::StatusOr<Transport> ChooseTransport(const HostPort& collector,
                                          const TransportWishes& wishes) {
  const bool has_certificates = !wishes.tls_root_certificates.empty();
  if (wishes.allow_plain_text && has_certificates) {
    return absl::InvalidArgumentError("plain text and TLS root certificates exclude each other");
  }
  if (has_certificates) return Transport::kTls;
  return wishes.allow_plain_text || collector.IsLoopback() ? Transport::kPlainText
                                                           : Transport::kTls;
}

}  // namespace telemetry
