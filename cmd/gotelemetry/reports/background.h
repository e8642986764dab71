// An upload run that a program started, in the background of a user who does not know of it, must not
// be felt: it gets the lowest priority, and an end before it takes all memory or stays for ever.
//
//   if (IsBackgroundRun()) BeModest();
//
// A person who starts `gotelemetry upload` gets neither.

#ifndef CMD_GOTELEMETRY_REPORTS_BACKGROUND_H_
#define CMD_GOTELEMETRY_REPORTS_BACKGROUND_H_

#include <cstdint>

namespace telemetry::cmd {

// Whether a program that counts has started this process (counter/start.h): it then has
// GOTELEMETRY_UPLOADING in its environment.
bool IsBackgroundRun();

// The most memory that a run in the background can allocate. An ordinary one needs a few megabytes;
// the stacks of gRPC's threads, of which there are as many as processors, count in full.
inline constexpr uint64_t kMaxBackgroundBytes = uint64_t{1} << 30;

// How long it may take. It waits at most some minutes for a collector, but gRPC waits for ever for a
// thread that it could not start.
inline constexpr unsigned kMaxBackgroundSeconds = 60 * 60;

// Gives this process the lowest priority for processors and disks, limits its data to
// kMaxBackgroundBytes, so that what exceeds that fails and the run with it, and ends it after
// kMaxBackgroundSeconds. What the system refuses is left as it is. Without the limit on data under a
// sanitizer, which needs more.
void BeModest();

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_REPORTS_BACKGROUND_H_
