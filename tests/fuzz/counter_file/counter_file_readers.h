// Compares the reader of counter files with the naive one (naive_counter_file.h).

#ifndef TESTS_FUZZ_COUNTER_FILE_COUNTER_FILE_READERS_H_
#define TESTS_FUZZ_COUNTER_FILE_COUNTER_FILE_READERS_H_

#include <string>

namespace telemetry {

struct Comparison {
  // Whether ParseCounterFile() finds nothing wrong with the bytes.
  bool accepted = false;
  // What the two readers disagree about; empty if nothing.
  std::string difference;
};

// Lets both read `bytes`, which may be anything.
Comparison CompareCounterFileReaders(const std::string& bytes);

}  // namespace telemetry

#endif  // TESTS_FUZZ_COUNTER_FILE_COUNTER_FILE_READERS_H_
