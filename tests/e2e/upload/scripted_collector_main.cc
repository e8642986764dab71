// A collector that answers as it is told, for tests that are not in C++:
//
//   scripted_collector CONFIG
//
// serves the upload config in the file CONFIG and prints its address. Then it obeys the lines of
// its standard input, and ends when the input does:
//
//   answer CODE [WORD]...  answers the next report with the gRPC status CODE, such as UNAVAILABLE,
//                          and asks for no retry; `keep`: stores the report all the same;
//                          `retry`: leaves it to the client when to retry
//   hang [keep]            leaves the next report unanswered, and prints "hanging" when it comes;
//                          `keep`: stores it when the client has given up
//   version V              states the version V with the config from now on, as no honest collector does
//   accepted               prints the number of accepted reports, then each as a line of JSON

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "upload/testing/scripted_collector.h"

namespace {

absl::Status ErrorNamed(const std::string& code) {
  for (int i = 1; i <= 16; ++i) {
    const auto candidate = static_cast<absl::StatusCode>(i);
    if (absl::StatusCodeToString(candidate) == code) {
      return absl::Status(candidate, "as the script says");
    }
  }
  return absl::OkStatus();
}

bool Has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void Obey(const std::vector<std::string>& words, const telemetry::v1::UploadConfig& config,
          telemetry::ScriptedCollector& collector) {
  if (words[0] == "answer") {
    collector.Then({.status = ErrorNamed(words.at(1)),
                    .retry_hint = Has(words, "retry") ? std::optional<absl::Duration>()
                                                      : absl::Milliseconds(-1),
                    .keep_anyway = Has(words, "keep")});
  } else if (words[0] == "hang") {
    collector.Then({.keep_anyway = Has(words, "keep"), .hang = true, .meanwhile = [] {
                      std::cout << "hanging" << std::endl;
                    }});
  } else if (words[0] == "version") {
    collector.Publish(config, words.at(1));
  } else if (words[0] == "accepted") {
    const std::vector<telemetry::v1::Report> reports = collector.accepted();
    std::cout << reports.size() << "\n";
    for (const telemetry::v1::Report& report : reports) {
      std::cout << telemetry::ReportToCompactJson(report) << "\n";
    }
    std::cout.flush();
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const absl::StatusOr<telemetry::v1::UploadConfig> config =
      telemetry::ReadUploadConfigFile(argv[1]);
  if (!config.ok()) {
    std::cerr << config.status() << "\n";
    return 1;
  }
  telemetry::ScriptedCollector collector;
  collector.Publish(*config);
  std::cout << collector.address() << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    Obey(absl::StrSplit(line, ' '), *config, collector);
    std::cout.flush();
  }
}
