// Records what the user has decided: the mode, the day, and who may receive reports.
//
//   absl::Status status = SetMode(dir, Mode::kOn, "telemetry.example.com:443", absl::Now());
//
// Consent is for one collector. The mode file holds what Go's tools understand, `on 2026-11-22`;
// the file `collector` beside it holds `telemetry.example.com:443 2026-11-22`. The collector counts
// only while the two dates agree and the mode file ends in a newline, which Go's tools ignore on
// reading and never write. So consent that was withdrawn and given again with Go's tools does not
// extend to this collector. `collector` is written before the mode file and removed after it, so
// that a process killed in between leaves no consent that was not given.

#ifndef CONFIG_CONSENT_H_
#define CONFIG_CONSENT_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

// Sets the user's mode, dated with the day of `now` in UTC. Setting what is already set does
// nothing, which keeps the date of consent.
//
// `collector` is HOST:PORT, or empty for no collector; without one nothing is uploaded, even if
// `mode` is kOn. Any mode but kOn forgets a recorded collector.
//
// InvalidArgument if `collector` is not an address or comes with a mode other than kOn;
// FailedPrecondition if there is no telemetry directory (`dir.root()` is empty); otherwise any
// error from writing a file. Not atomic: of two concurrent calls, the last one wins.
absl::Status SetMode(const TelemetryDir& dir, Mode mode, absl::string_view collector,
                     absl::Time now);

// InvalidArgument unless `address` is HOST:PORT: a name, an IPv4 address or an IPv6 address in
// brackets, and a port from 1 to 65535.
absl::Status ValidateCollectorAddress(absl::string_view address);

}  // namespace telemetry

#endif  // CONFIG_CONSENT_H_
