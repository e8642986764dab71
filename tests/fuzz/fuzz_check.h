// How a fuzz target reports that an input shows a defect.
//
//   Check(parsed_again.ok(), "what was written cannot be read");

#ifndef TESTS_FUZZ_FUZZ_CHECK_H_
#define TESTS_FUZZ_FUZZ_CHECK_H_

#include <cstdio>
#include <cstdlib>

namespace telemetry {

// Unless `holds`, ends the process, which libFuzzer and the replay report together with the input.
inline void Check(bool holds, const char* defect) {
  if (holds) return;
  std::fprintf(stderr, "fuzz target: %s\n", defect);
  std::abort();
}

}  // namespace telemetry

#endif  // TESTS_FUZZ_FUZZ_CHECK_H_
