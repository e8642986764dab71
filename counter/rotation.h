// Moving on to the next week's counter file, in programs that run for days.

#ifndef COUNTER_ROTATION_H_
#define COUNTER_ROTATION_H_

namespace telemetry {

// Moves all counters to the file of the present week if the current file's week is over or has not
// begun (the clock was wrong), or if somebody has damaged or deleted that file. Additions that
// begin after the return go to the new file; one in progress at that moment goes to either. If no
// file can be opened, counts stay in memory until a later call. This is so if the user has since
// turned telemetry off, or if the program has put itself into a seccomp sandbox, which might kill
// it for trying.
//
// Returns whether the counters have a file of the present week. False before Open().
//
// The mode and the file's existence are checked once an hour, by OpenOptions::clock, which costs
// some 10 system calls. Other calls cost a clock reading, unless the week has changed. Thread-safe.
// Not for signal handlers. The old file stays mapped, since a thread may be about to add to it: 16
// MiB of address space per week.
//
// Programs that set OpenOptions::rotate need not call this. Their thread does, at the end of the
// week, and within an hour if the system's clock was set. A forked child does not have the thread.
bool Rotate() noexcept;

}  // namespace telemetry

#endif  // COUNTER_ROTATION_H_
