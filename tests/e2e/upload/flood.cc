// Uploads reports of one week, many at a time, until the collector is gone.
//
//   flood ADDRESS REPORT.json
//
// Prints the X of each acknowledged report, one per line, as soon as the acknowledgement arrives.

#include <cstdint>
#include <iostream>
#include <string>

#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "report/report_json.h"
#include "storage/files/file.h"
#include "tests/util/report_flood.h"

namespace telemetry {
namespace {

constexpr int64_t kReportsOfARun = 1000;

absl::StatusOr<v1::Report> ReadReport(const std::string& path) {
  const absl::StatusOr<std::string> json = ReadFile(path, 1 << 20);
  if (!json.ok()) return json.status();
  return ParseReportJson(*json, path);
}

int Run(const std::string& address, const std::string& path) {
  const absl::StatusOr<v1::Report> report = ReadReport(path);
  if (!report.ok()) {
    std::cerr << report.status() << "\n";
    return 1;
  }
  ReportFlood flood(address, *report);
  absl::Mutex mutex;
  for (bool gone = false; !gone;) {
    flood.Send(kReportsOfARun, [&](double x, const grpc::Status& status) {
      absl::MutexLock lock(&mutex);
      if (status.ok()) std::cout << absl::StrFormat("%.17g\n", x) << std::flush;
      if (status.error_code() == grpc::StatusCode::UNAVAILABLE) gone = true;
    });
  }
  return 0;
}

}  // namespace
}  // namespace telemetry

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: flood ADDRESS REPORT.json\n";
    return 2;
  }
  return telemetry::Run(argv[1], argv[2]);
}
