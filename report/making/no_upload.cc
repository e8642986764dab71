#include "report/making/no_upload.h"

#include "absl/strings/str_cat.h"
#include "storage/civil_day.h"

namespace telemetry {
namespace {

std::string Text(const ModeIsNotOn& reason) {
  return absl::StrCat("the mode is ", ModeName(reason.mode));
}

std::string Text(const ReportMadeBefore&) { return "a report of that week was made before"; }

std::string Text(const EndedTooLongAgo& reason) {
  return absl::StrCat("the week ended more than ", reason.max_age / absl::Hours(24), " days ago");
}

std::string Text(const CountedBeforeConsent& reason) {
  return absl::StrCat("some of it was counted before or on the day of consent, ",
                      FormatCivilDay(reason.consent_day));
}

std::string Text(const NotInSample& reason) {
  return absl::StrCat("the report's X, ", reason.x, ", is above the sample rate, ",
                      reason.sample_rate);
}

}  // namespace

std::string NoUploadText(const NoUpload& reason) {
  return std::visit([](const auto& why) { return Text(why); }, reason);
}

}  // namespace telemetry
