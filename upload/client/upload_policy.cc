#include "upload/client/upload_policy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"

namespace telemetry {
namespace {

// "[::1]:443" -> "::1", "host:443" -> "host".
absl::string_view HostOf(absl::string_view address) {
  absl::string_view host = address.substr(0, address.rfind(':'));
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return host;
}

}  // namespace

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

std::optional<Withheld> WhyWithheld(bool may_upload, std::optional<absl::CivilDay> consent_date,
                                    absl::CivilDay week, absl::CivilDay today) {
  if (!may_upload) return Withheld::kUploadNotAllowed;
  if (week > today) return Withheld::kDatedAfterToday;
  if (consent_date.has_value() && *consent_date >= week) return Withheld::kConsentNotBeforeWeek;
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

absl::StatusOr<std::string> ChooseCollector(absl::string_view consented,
                                            absl::string_view requested) {
  if (consented.empty()) {
    return absl::FailedPreconditionError(
        "consent names no collector; give it with: gotelemetry on --collector HOST:PORT");
  }
  if (!requested.empty() && !absl::EqualsIgnoreCase(consented, requested)) {
    return absl::PermissionDeniedError(
        absl::StrCat("consent was given for ", consented, ", not for ", requested,
                     "; to change it: gotelemetry on --collector ", requested));
  }
  return std::string(consented);
}

absl::StatusOr<Transport> ChooseTransport(absl::string_view collector,
                                          const TransportWishes& wishes) {
  const bool has_certificates = !wishes.tls_root_certificates.empty();
  if (wishes.allow_plain_text && has_certificates) {
    return absl::InvalidArgumentError("plain text and TLS root certificates exclude each other");
  }
  if (has_certificates) return Transport::kTls;
  return wishes.allow_plain_text || IsLoopback(collector) ? Transport::kPlainText : Transport::kTls;
}

bool IsLoopback(absl::string_view address) {
  const std::string host(HostOf(address));
  if (absl::EqualsIgnoreCase(host, "localhost")) return true;
  // inet_pton accepts only the full dotted form, so "127.1.example.com" is not an address.
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace telemetry
