// Generates merged datasets for benchmarks and tests: reports that a collector with the given
// config accepts in full, about 2.2 KB each, the same ones for the same seed.
//
//   DatasetGenerator generator(config, /*seed=*/1);
//   for (int i = 0; i < 20000; ++i) out << generator.NextLine() << '\n';
//
// Not thread-safe.

#ifndef TESTS_BENCH_DATASET_GENERATOR_H_
#define TESTS_BENCH_DATASET_GENERATOR_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "config/upload_config/upload_config.pb.h"
#include "report/report.pb.h"

namespace telemetry {

class DatasetGenerator {
 public:
  // The config must have programs, and at least one entry in each kind of list.
  DatasetGenerator(v1::UploadConfig config, uint64_t seed);

  // A report of the week 2026-11-18: two to seven entries from one machine, with a dozen counters
  // each if the config has that many, and occasionally a stack.
  v1::Report Next();
  // Next() as a line of a dataset, without the newline.
  std::string NextLine();

 private:
  struct Program {
    const v1::ProgramConfig* config;
    std::vector<std::string> counters;  // expanded
  };

  size_t Below(size_t bound);
  const std::string& OneOf(const google::protobuf::RepeatedPtrField<std::string>& values);
  v1::ProgramReport NextEntry(const Program& program);

  const v1::UploadConfig config_;
  std::vector<Program> programs_;
  std::mt19937_64 random_;
};

}  // namespace telemetry

#endif  // TESTS_BENCH_DATASET_GENERATOR_H_
