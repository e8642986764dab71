// A program that crashes where inlined functions, templates and lambdas meet, so that its stack can
// be symbolized.
//
//   victim DIR

#include "counter/start.h"

namespace victim {

// Inlined in every optimised build.
template <typename T>
inline void Store(T* place, T value) {
  *place = value;  // the crash
}

inline void StoreTwice(int* place) {
  int elsewhere = 0;
  Store(&elsewhere, 1);

  Store(place, 2);
}

template <typename Function>
[[gnu::noinline]] void Apply(Function function) {
  function();
  asm volatile("" : : : "memory");
}

[[gnu::noinline]] void Run(int* place) {
  Apply([place] {
    StoreTwice(place);
    asm volatile("" : : : "memory");
  });
  asm volatile("" : : : "memory");
}

}  // namespace victim

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  (void)telemetry::Start({.program = "example.com/victim",
                          .version = "v1.0.0",
                          .telemetry_dir = argv[1],
                          .count_crashes = true});
  int* place = nullptr;
  asm volatile("" : "+r"(place));
  victim::Run(place);
  return 0;
}
