#include "cmd/collector/chart_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cmd/collector/day_option.h"
#include "cmd/internal/command.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/chart/chart.h"
#include "report/chart/chart.pb.h"
#include "report/chart/chart_json.h"
#include "storage/files/file.h"

namespace telemetry::collector {
namespace {

struct ChartCommandOptions {
  std::string config_path;
  ChartOptions charts;
  std::string out_path;
  std::vector<std::string> dataset_paths;
};

absl::Status Chart(const ChartCommandOptions& options, std::ostream& out) {
  const absl::StatusOr<v1::UploadConfig> config = ReadUploadConfigFile(options.config_path);
  if (!config.ok()) return config.status();
  const absl::StatusOr<v1::ChartData> charts =
      ChartDatasets(options.dataset_paths, *config, options.charts);
  if (!charts.ok()) return charts.status();
  if (absl::Status status = WriteFileAtomically(options.out_path, ChartDataToJson(*charts));
      !status.ok()) {
    return status;
  }
  out << options.out_path << ": charts of " << charts->num_reports()
      << (charts->num_reports() == 1 ? " report\n" : " reports\n");
  return absl::OkStatus();
}

// Returns a usage error, or "".
std::string CheckRange(const ChartOptions& charts) {
  return charts.end < charts.start ? "--end is before --start" : "";
}

}  // namespace

void AddChartCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& command = app.AddCommand("chart", "Make charts from datasets");
  const auto options = std::make_shared<ChartCommandOptions>();
  command.AddOption("--config", options->config_path, "Upload config: the counters to chart (JSON)")
      .File("FILE")
      .Required();
  AddDayOption(command, "--start", "First day that the datasets cover", options->charts.start);
  AddDayOption(command, "--end", "Last day that the datasets cover", options->charts.end);
  command.AddOption("--out", options->out_path, "File to write the charts to (JSON)")
      .File("FILE")
      .Required();
  command.AddOption("DATASET", options->dataset_paths, "Datasets written by collector merge")
      .Required();
  command.SetAction([&context, options] { context.Check(Chart(*options, context.out)); },
                    [options] { return CheckRange(options->charts); });
}

}  // namespace telemetry::collector
