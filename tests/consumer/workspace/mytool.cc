#include "counter/counter.h"
#include "counter/open.h"

telemetry::Counter errors("mytool/errors");  // a constinit global: no constructor runs

int main() {
  // An empty telemetry_dir is the user's own. Whether opening worked is in the result; if it did
  // not, counting does nothing and does no harm.
  (void)telemetry::Open({.program = "example.com/mytool",
                         .version = "v1.2.3",
                         .collector = "telemetry.example.com",
                         .telemetry_dir = ""});
  errors.Inc();
  errors.Add(3);
}
