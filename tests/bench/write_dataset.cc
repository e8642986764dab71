// Writes a merged dataset for benchmarks: write_dataset NUMBER_OF_REPORTS PATH

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "config/upload_config.h"
#include "tests/bench/dataset_generator.h"

int main(int argc, char** argv) {
  int num_reports;
  if (argc != 3 || !absl::SimpleAtoi(argv[1], &num_reports)) {
    std::cerr << "usage: write_dataset NUMBER_OF_REPORTS PATH\n";
    return 2;
  }
  absl::StatusOr<telemetry::v1::UploadConfig> config =
      telemetry::ReadUploadConfigFile("config/testdata/upload_config.json");
  if (!config.ok()) {
    std::cerr << config.status() << "\n";
    return 1;
  }
  telemetry::DatasetGenerator generator(*std::move(config), /*seed=*/1);
  std::ofstream out(argv[2], std::ios::binary);
  for (int i = 0; i < num_reports; ++i) out << generator.NextLine() << '\n';
  return out.flush().good() ? 0 : 1;
}
