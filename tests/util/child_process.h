// Runs part of a test in its own process, for code that can run only once per process or that ends
// it.

#ifndef TESTS_UTIL_CHILD_PROCESS_H_
#define TESTS_UTIL_CHILD_PROCESS_H_

#include "absl/functional/function_ref.h"

namespace telemetry {

// Forks, runs `body` in the child and lets it exit with status 0. Returns the child's exit status,
// or 128 plus the signal that killed it. Of gtest's macros, only fatal signals and exits reach the
// caller from the child: let the child act, and check afterwards what it left.
int RunInChild(absl::FunctionRef<void()> body);

}  // namespace telemetry

#endif  // TESTS_UTIL_CHILD_PROCESS_H_
