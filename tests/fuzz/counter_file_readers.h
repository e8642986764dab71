// Whether the reader of counter files and the naive one (naive_counter_file.h) agree.

#ifndef TESTS_FUZZ_COUNTER_FILE_READERS_H_
#define TESTS_FUZZ_COUNTER_FILE_READERS_H_

#include <string>

namespace telemetry {

struct Comparison {
  // Whether ParseCounterFile() accepts the bytes.
  bool accepted = false;
  // What the two readers disagree about; empty if about nothing.
  std::string difference;
};

// Has both read `bytes`, which may be anything.
Comparison CompareCounterFileReaders(const std::string& bytes);

}  // namespace telemetry

#endif  // TESTS_FUZZ_COUNTER_FILE_READERS_H_
