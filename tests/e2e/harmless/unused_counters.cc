// A program that has a thousand counters and never uses one.

#include "tests/e2e/harmless/many_counters.h"

namespace subject {

constinit Counter unused[] = {SUBJECT_THOUSAND_COUNTERS};

}  // namespace subject

// Mentions them, or the linker would leave them out.
int main(int argc, char**) { return subject::unused[argc].name().empty() ? 1 : 0; }
