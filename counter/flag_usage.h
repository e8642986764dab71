// Counts which of a program's Abseil flags its users set, never the values.
//
//   int main(int argc, char* argv[]) {
//     absl::ParseCommandLine(argc, argv);
//     (void)telemetry::Open({.program = "example.com/mytool", .version = "v1.2.3"});
//     telemetry::CountFlagUsage("mytool/flag", argc, argv);
//
// `mytool --jobs=4 --nocolor` then counts "mytool/flag:jobs" and "mytool/flag:color".

#ifndef COUNTER_FLAG_USAGE_H_
#define COUNTER_FLAG_USAGE_H_

#include "absl/strings/string_view.h"

namespace telemetry {

// Counts each flag that is set in `argv`, once even if repeated, in the bucket of `chart` named
// after the flag. Only names that the program defined with ABSL_FLAG are ever counted: nothing that
// a user types, right or wrong, becomes a name. Flags set in other ways (--flagfile, the
// environment, code) are not counted.
//
// Call it before or after ParseCommandLine() and Open(). Costs one flag lookup per argument.
// Thread-safe.
void CountFlagUsage(absl::string_view chart, int argc, const char* const* argv);

}  // namespace telemetry

#endif  // COUNTER_FLAG_USAGE_H_
