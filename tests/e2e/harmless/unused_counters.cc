// A program with a thousand counters that it never uses.

#include "tests/e2e/harmless/many_counters.h"

namespace subject {

constinit Counter unused[] = {SUBJECT_THOUSAND_COUNTERS};

}  // namespace subject

// Refers to them; otherwise the linker would drop them.
int main(int argc, char**) { return subject::unused[argc].name().empty() ? 1 : 0; }
