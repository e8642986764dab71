// Which ready reports an upload run may send. All functions are pure.

#ifndef UPLOAD_CLIENT_UPLOAD_POLICY_H_
#define UPLOAD_CLIENT_UPLOAD_POLICY_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// Why a report that is ready is not sent in this run.
enum class WithheldReason {
  kUploadNotAllowed,           // The mode is not on, or a rule such as CI forbids uploads.
  kConsentNotBeforeReportDay,  // Consent is not older than the report.
  kDatedAfterToday,            // This machine's clock was, or is, wrong.
};

// Returns why a report must not be sent now, or nullopt if it may be.
//
// `may_upload`: as in config's ModeDecision. `consent_day`: the day consent was last given, if known.
// `report_day`: the report's date. `today`: the current day in UTC.
std::optional<WithheldReason> WhyWithheld(bool may_upload,
                                          std::optional<absl::CivilDay> consent_day,
                                          absl::CivilDay report_day, absl::CivilDay today);

// A phrase for the user, such as "it is dated after today".
absl::string_view WithheldText(WithheldReason reason);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_UPLOAD_POLICY_H_
