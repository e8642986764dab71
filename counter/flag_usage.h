// Counts which of a program's Abseil flags its users set, and never to what.
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

// Counts each flag that is set in `argv`, once however often, in the bucket of `chart` with the
// flag's name. Only names that the program has defined with ABSL_FLAG are ever counted: nothing that
// a user types, right or wrong, becomes a name. Flags that are set otherwise (--flagfile, the
// environment, code) are not counted.
//
// Before or after ParseCommandLine(), and Open(). Costs a flag lookup an argument. Thread-safe.
void CountFlagUsage(absl::string_view chart, int argc, const char* const* argv);

}  // namespace telemetry

#endif  // COUNTER_FLAG_USAGE_H_
