// Moving on to the next week's counter file, in programs that run for days.

#ifndef COUNTER_ROTATION_H_
#define COUNTER_ROTATION_H_

namespace telemetry {

// Opens the file of the present week if the current file's week is over, or has not begun (the
// clock was wrong), or if somebody has damaged or deleted that file, and moves all counters there.
// Additions that begin after the return count into the new file; one under way at that moment
// counts into either. If no file can be had, counts stay in memory until a later call. That is so
// where the user has turned telemetry off since, and once the program has put itself into a seccomp
// sandbox, which might kill it for looking.
//
// Returns whether the counters have a file of the present week. False before Open().
//
// The mode, and whether the file was deleted, are looked at once an hour, as time goes by
// OpenOptions::clock: that costs some 10 system calls. Other calls cost a clock reading, unless the
// week has changed. Thread-safe. Not for signal handlers. The old file's mapping is kept, 16 MiB of
// address range a week, since a thread may be about to add to it.
//
// Programs that set OpenOptions::rotate need not call this: their thread does, at the week's end,
// and within an hour if the system's clock was set. A forked child does not have the thread.
bool Rotate() noexcept;

}  // namespace telemetry

#endif  // COUNTER_ROTATION_H_
