// Why a week's report is not uploaded.
//
//   if (const auto* why = std::get_if<NoUpload>(&reports.upload)) out << NoUploadText(*why);
//
// Pure; thread-safe.

#ifndef REPORT_MAKING_NO_UPLOAD_H_
#define REPORT_MAKING_NO_UPLOAD_H_

#include <string>
#include <variant>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/mode.h"

namespace telemetry {

struct ModeIsNotOn {
  Mode mode;
  friend bool operator==(const ModeIsNotOn&, const ModeIsNotOn&) = default;
};

// The week has a report already: local, ready to be sent, or sent.
struct ReportMadeBefore {
  friend bool operator==(const ReportMadeBefore&, const ReportMadeBefore&) = default;
};

struct EndedTooLongAgo {
  absl::Duration max_age;
  friend bool operator==(const EndedTooLongAgo&, const EndedTooLongAgo&) = default;
};

// Some of it was counted before consent was given, or on that day.
struct CountedBeforeConsent {
  absl::CivilDay consent_day;
  friend bool operator==(const CountedBeforeConsent&, const CountedBeforeConsent&) = default;
};

// The report's X is above the config's sample rate.
struct NotInSample {
  double x;
  double sample_rate;
  friend bool operator==(const NotInSample&, const NotInSample&) = default;
};

using NoUpload =
    std::variant<ModeIsNotOn, ReportMadeBefore, EndedTooLongAgo, CountedBeforeConsent, NotInSample>;

// For the user: a sentence without its full stop, such as "the mode is local".
std::string NoUploadText(const NoUpload& reason);

}  // namespace telemetry

#endif  // REPORT_MAKING_NO_UPLOAD_H_
