// Records what the user has decided, in the mode files of a telemetry root.
//
//   absl::Status status = SetMode(root.collector(*collector), Mode::kOn, absl::Now());
//   status = SetModeOfAll(root, Mode::kOff, absl::Now());
//
// Consent is for one collector: it is the mode `on` in that collector's directory, with the day on
// which it was given, exactly as Go writes it. Go's own mode file is consent to Go's uploads and
// nothing else.

#ifndef CONFIG_CONSENT_H_
#define CONFIG_CONSENT_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "config/private_roots.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"

namespace telemetry {

// Sets the mode of one directory, a collector's or Go's, dated with the day of `now` in UTC. Setting
// what is already set does nothing, which keeps the day of consent. A mode other than kOn, once it is
// set, also removes what the directory knows of the collector's config, which consent was about, and
// the private roots that were named with it (private_roots.h).
//
// The file is overwritten in place, as Go does it: an existing one needs no disk space, and a
// symbolic link stays one, so that whoever manages the file behind it sees the change.
//
// FailedPrecondition if `dir` has no path; otherwise the error of the first system call that failed,
// naming the file. The mode is then what it was before, unless that is what the message says. Not
// atomic: of two concurrent calls, the last one wins.
absl::Status SetMode(const TelemetryDir& dir, Mode mode, absl::Time now);

// SetMode(dir, Mode::kOn, now), with `roots` recorded first, so that there is never consent without
// them to a collector for whom others vouch: if either fails, there is none that was not there before.
absl::Status ConsentWithRoots(const TelemetryDir& dir, const PrivateRoots& roots, absl::Time now);

// Sets the mode, kOff or kLocal, of every collector that has a directory and of Go. kOff in Go's
// mode file silences everything, and withdrawing each consent beside it leaves none that would come
// back if that file changed. Does all that it can and returns the first error.
absl::Status SetModeOfAll(const TelemetryRoot& root, Mode mode, absl::Time now);

}  // namespace telemetry

#endif  // CONFIG_CONSENT_H_
