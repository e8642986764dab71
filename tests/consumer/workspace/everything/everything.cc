// Uses what @telemetry//:telemetry offers besides counters: `everything ROOT COLLECTOR` counts a
// stack for a collector, then does in the telemetry root what `gotelemetry upload` would do in eight
// days, and makes charts of no reports.

#include <cstdint>
#include <iostream>
#include <stop_token>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "config/upload_config/upload_config.pb.h"
#include "counter/bucketed_counter.h"
#include "counter/stack_counter.h"
#include "counter/start.h"
#include "report/chart/chart.h"
#include "report/chart/chart_json.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"
#include "upload/client/uploader.h"

namespace {

telemetry::StackCounter bugs("everything/bug", 4);
telemetry::BucketedCounter sizes("everything/size", {uint64_t{10}}, {"<10", ">=10"});

int PrintError(const absl::Status& status) {
  std::cerr << "everything: " << status << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const telemetry::TelemetryRoot root{argv[1]};
  const auto collector = telemetry::ParseCollector(argv[2]);
  if (!collector.has_value()) return 2;
  const auto result = telemetry::Start({.program = "example.com/everything",
                                        .version = "v1.0.0",
                                        .collector = argv[2],
                                        .telemetry_dir = argv[1],
                                        .count_crashes = true});
  if (!result.counting) return 1;
  bugs.Inc();
  sizes.Inc(uint64_t{3});

  const auto run = telemetry::RunUpload({.dir = root.collector(*collector),
                                         .collector = *collector,
                                         .decision = telemetry::DecideMode(root, collector),
                                         .now = absl::Now() + absl::Hours(24 * 8)},
                                        std::stop_token());
  if (!run.ok()) return PrintError(run.status());
  std::cout << "reports made: " << run->made.reports.size() << "\n";

  const auto charts = telemetry::ChartDatasets(
      {}, telemetry::v1::UploadConfig(),
      {.start = absl::CivilDay(2026, 11, 17), .end = absl::CivilDay(2026, 11, 18)});
  if (!charts.ok()) return PrintError(charts.status());
  std::cout << telemetry::ChartDataToJson(*charts);
}
