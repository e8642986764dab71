// Writes merged datasets for benchmarks:
//
//   write_dataset NUMBER_OF_REPORTS FILE
//   write_dataset NUMBER_OF_REPORTS FOLDER DAYS   a file for each of the days up to 2026-11-18

#include <fstream>
#include <iostream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.h"
#include "report/report_json.h"
#include "tests/bench/dataset_generator.h"

namespace {

// Writes that many reports of a day to `path`; whether it could.
bool Write(telemetry::DatasetGenerator& generator, int num_reports, absl::CivilDay day,
           const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  for (int i = 0; i < num_reports; ++i) {
    telemetry::v1::Report report = generator.Next();
    report.set_week(absl::FormatCivilTime(day));
    report.set_last_week(absl::FormatCivilTime(day - 7));
    out << telemetry::ReportToCompactJson(report) << '\n';
  }
  return out.flush().good();
}

}  // namespace

int main(int argc, char** argv) {
  int num_reports;
  int days = 0;
  if (argc < 3 || argc > 4 || !absl::SimpleAtoi(argv[1], &num_reports) ||
      (argc == 4 && !absl::SimpleAtoi(argv[3], &days))) {
    std::cerr << "usage: write_dataset NUMBER_OF_REPORTS FILE | FOLDER DAYS\n";
    return 2;
  }
  absl::StatusOr<telemetry::v1::UploadConfig> config =
      telemetry::ReadUploadConfigFile("config/upload_config/testdata/upload_config.json");
  if (!config.ok()) {
    std::cerr << config.status() << "\n";
    return 1;
  }
  telemetry::DatasetGenerator generator(*std::move(config), /*seed=*/1);
  const absl::CivilDay last(2026, 11, 18);
  if (days == 0) return Write(generator, num_reports, last, argv[2]) ? 0 : 1;
  for (absl::CivilDay day = last - days + 1; day <= last; ++day) {
    const std::string path = absl::StrCat(argv[2], "/", absl::FormatCivilTime(day), ".json");
    if (!Write(generator, num_reports / days, day, path)) return 1;
  }
  return 0;
}
