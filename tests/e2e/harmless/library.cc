// A library with counters, to be loaded and unloaded while a program runs.

#include <stdio.h>

#include "tests/e2e/harmless/subject_telemetry.h"

namespace {

constinit subject::Counter in_library("subject/library");

}  // namespace

extern "C" void RunLibrary() {
  puts("library: ran");
  in_library.Inc();
}
