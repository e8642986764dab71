// Limits that a program imposes on itself, through Linux's own interfaces.

#ifndef TESTS_E2E_HARMLESS_SANDBOX_H_
#define TESTS_E2E_HARMLESS_SANDBOX_H_

#include <cstddef>
#include <initializer_list>

namespace subject {

// From now on the kernel kills this process, with SIGSYS, for any of these system calls. Ends the
// program if the kernel refuses the filter.
void ForbidSystemCalls(std::initializer_list<unsigned> numbers);

// The same for all system calls except these.
void AllowSystemCalls(std::initializer_list<unsigned> numbers);

// Sets the soft limit of `resource`, one of RLIMIT_*. Ends the program if the kernel refuses.
void LimitResource(int resource, size_t limit);

}  // namespace subject

#endif  // TESTS_E2E_HARMLESS_SANDBOX_H_
