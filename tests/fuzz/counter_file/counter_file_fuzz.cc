// Any bytes: ParseCounterFile() accepts and refuses the same inputs as a naive reader, with the
// same result.

#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/fuzz/counter_file/counter_file_readers.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::string difference = telemetry::CompareCounterFileReaders(bytes).difference;
  telemetry::Check(difference.empty(), difference.c_str());
  return 0;
}
