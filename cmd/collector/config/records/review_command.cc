#include "cmd/collector/config/records/review_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/approval/annotated_charts.h"
#include "config/approval/chart_review.h"

namespace telemetry::collector {
namespace {

struct Options {
  std::string charts_path;
  std::string against_path;
  bool json = false;
};

absl::Status PrintReview(const Options& options, std::ostream& out) {
  const absl::StatusOr<std::vector<AnnotatedChart>> charts =
      ReadAnnotatedCharts(options.charts_path);
  if (!charts.ok()) return charts.status();
  std::vector<AnnotatedChart> against;
  if (!options.against_path.empty()) {
    absl::StatusOr<std::vector<AnnotatedChart>> read = ReadAnnotatedCharts(options.against_path);
    if (!read.ok()) return read.status();
    against = *std::move(read);
  }
  const Review review = ReviewCharts(*charts, against);
  if (options.json) {
    out << review.ToJson() << "\n";
  } else {
    out << cmd::PrintableLines(review.ToMarkdown());
  }
  return absl::OkStatus();
}

}  // namespace

void AddConfigReviewCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command = config.AddCommand("review", "Write what reviewers of chart records read");
  const auto options = std::make_shared<Options>();
  AddFileArgument(command, "CHARTS", "Chart records", options->charts_path);
  AddAgainstOption(command, options->against_path);
  AddJsonOption(command, options->json);
  command.SetAction([&context, options] { context.Check(PrintReview(*options, context.out)); });
}

}  // namespace telemetry::collector
