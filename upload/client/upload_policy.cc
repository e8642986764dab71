#include "upload/client/upload_policy.h"

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

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

}  // namespace telemetry
