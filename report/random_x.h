// The X of a report: a random number that decides sampling and identifies the report in its week.
//
//   absl::StatusOr<double> x = DrawX();

#ifndef REPORT_RANDOM_X_H_
#define REPORT_RANDOM_X_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace telemetry {

// Where a report's X comes from; called once for each report.
using XSource = absl::FunctionRef<absl::StatusOr<double>()>;

// Uniform in (0, 1), both excluded, from the kernel's cryptographic generator. Thread-safe.
// Internal if the kernel gives no random bytes.
absl::StatusOr<double> DrawX();

// Maps 64 random bits, of which the upper 52 count, to one of 2^52 numbers spread evenly and
// symmetrically over (0, 1). Pure.
double XFromBits(uint64_t bits);

}  // namespace telemetry

#endif  // REPORT_RANDOM_X_H_
