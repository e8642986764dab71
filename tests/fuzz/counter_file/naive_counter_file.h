// A reference reader of counter files: written from counter_file_format.md and nothing else, with
// no thought for speed, memory or good error messages.

#ifndef TESTS_FUZZ_COUNTER_FILE_NAIVE_COUNTER_FILE_H_
#define TESTS_FUZZ_COUNTER_FILE_NAIVE_COUNTER_FILE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace telemetry {

struct NaiveCounterFile {
  std::map<std::string, std::string> meta;
  std::map<std::string, uint64_t> count;  // By decoded name.
  uint64_t left_out = 0;
  bool header_fits = true;
};

// The file's contents; nullopt if it is refused whole.
std::optional<NaiveCounterFile> ReadNaively(const std::string& bytes);

}  // namespace telemetry

#endif  // TESTS_FUZZ_COUNTER_FILE_NAIVE_COUNTER_FILE_H_
