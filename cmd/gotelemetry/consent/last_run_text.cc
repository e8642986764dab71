#include "cmd/gotelemetry/consent/last_run_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"

namespace telemetry::cmd {
namespace {

// A run that takes longer has not ended as it should.
constexpr absl::Duration kLongestRun = absl::Hours(1);

std::string Instant(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone());
}

std::string Because(const UploadProgram& program) {
  return program.path.empty() ? absl::StrCat(", because ", program.why_none) : "";
}

}  // namespace

std::string WhyNoRun(const DailyRun& run) {
  if (run.mode != Mode::kOn) {
    return run.last.has_value() ? "" : absl::StrCat("the mode is ", ModeName(run.mode));
  }
  if (run.started.has_value() &&
      (!run.last.has_value() || *run.started > run.last->ended + kLongestRun)) {
    return absl::StrCat("nothing is known of the one that a program was to start at ",
                        Instant(*run.started), Because(run.program));
  }
  if (run.last.has_value()) return "";
  return absl::StrCat("no program has started one yet",
                      run.program.path.empty() ? ", and none can" : "", Because(run.program));
}

std::string LastRunText(const DailyRun& run) {
  std::string text = "none";
  if (run.last.has_value()) {
    text = Instant(run.last->ended);
    if (!run.last->failure.empty()) absl::StrAppend(&text, ", failed: ", run.last->failure);
  }
  const std::string why = WhyNoRun(run);
  if (why.empty()) return text;
  return absl::StrCat(text, run.last.has_value() ? "; " : ": ", why);
}

}  // namespace telemetry::cmd
