// A library with counters, to be loaded and unloaded while a program runs. With LIBRARY_OPENS it
// opens its own telemetry.

#include <stdio.h>

#include "tests/e2e/harmless/subject_telemetry.h"

namespace {

constinit subject::Counter in_library("subject/library");

}  // namespace

extern "C" void RunLibrary() {
  puts("library: ran");
#ifdef LIBRARY_OPENS
  subject::OpenTelemetry();
#endif
  in_library.Inc();
}
