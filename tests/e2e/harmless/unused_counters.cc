// A program that has a thousand counters and never uses one.

#include "tests/e2e/harmless/many_counters.h"

namespace subject {

constinit Counter unused[] = {SUBJECT_THOUSAND_COUNTERS};

}  // namespace subject

int main() {}
