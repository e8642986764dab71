// All of the subject's use of telemetry. Its twin is the same program compiled with
// SUBJECT_WITHOUT_TELEMETRY, which leaves nothing of this.

#ifndef TESTS_E2E_HARMLESS_SUBJECT_TELEMETRY_H_
#define TESTS_E2E_HARMLESS_SUBJECT_TELEMETRY_H_

#ifdef SUBJECT_WITHOUT_TELEMETRY

namespace subject {

class Counter {
 public:
  constexpr explicit Counter(const char*) {}
  void Inc() {}
};

class StackCounter {
 public:
  constexpr StackCounter(const char*, int) {}
  void Inc() {}
};

inline void CountByName(const char*) {}
inline void OpenTelemetry(bool /*rotate*/ = false) {}
inline void StartTelemetry() {}
inline void RotateTelemetry() {}
inline void PrepareTelemetryForSandbox() {}
inline void SkipWeek() {}

}  // namespace subject

#else

#include <time.h>

#include <atomic>

#include "absl/time/time.h"
#include "counter/counter.h"
#include "counter/named_counter.h"
#include "counter/open.h"
#include "counter/rotation.h"
#include "counter/stack_counter.h"
#include "counter/start.h"

namespace subject {

using telemetry::Counter;
using telemetry::StackCounter;

inline constexpr char kCollector[] = "telemetry.example.com";

inline constinit std::atomic<int> weeks_skipped{0};

inline absl::Time Clock() {
  return absl::FromTimeT(time(nullptr)) + absl::Hours(7 * 24) * weeks_skipped.load();
}

inline void CountByName(const char* name) { telemetry::FindOrCreateCounter(name).Inc(); }

inline void OpenTelemetry(bool rotate = false) {
  (void)telemetry::Open({.program = "example.com/subject",
                         .version = "v1.0.0",
                         .collector = kCollector,
                         .rotate = rotate,
                         .clock = Clock});
}

inline void StartTelemetry() {
  (void)telemetry::Start({.program = "example.com/subject",
                          .version = "v1.0.0",
                          .collector = kCollector,
                          .clock = Clock,
                          .count_crashes = true});
}

inline void RotateTelemetry() { (void)telemetry::Rotate(); }
inline void PrepareTelemetryForSandbox() { telemetry::PrepareForSandbox(); }

// Advances the clock that the library sees by a week.
inline void SkipWeek() { weeks_skipped.fetch_add(1); }

}  // namespace subject

#endif

#endif  // TESTS_E2E_HARMLESS_SUBJECT_TELEMETRY_H_
