#include "cmd/collector/stacks/stacks_command.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/internal/printable.h"
#include "report/source_lines/stored_lines.h"
#include "report/source_lines/symbol_store.h"
#include "report/stacks/stack_claims.h"
#include "report/stacks/stack_scan.h"
#include "report/stacks/stack_tally.h"
#include "report/stacks/stack_triage.h"
#include "report/stacks/triage_config.h"
#include "report/stacks/triage_text.h"
#include "storage/civil_day.h"
#include "storage/directory/path.h"
#include "upload/data_dir/collector_data_dir.h"

namespace telemetry::collector {
namespace {

constexpr int kDefaultDays = 7;
constexpr int kMaxDays = 100'000;

struct Options {
  std::string config_path;
  std::string data_dir;
  std::vector<std::string> datasets;
  std::string symbols;
  std::optional<int> days;
  std::optional<absl::CivilDay> end;
  bool new_only = false;
  bool json = false;
  bool markdown = false;
};

// The weeks of a store are those of the last days, unless others are asked for. A dataset is
// already a choice of days.
StackFilter FilterOf(const Options& options, const TriageConfig& config, absl::CivilDay today) {
  StackFilter filter;
  filter.programs.insert(config.programs.begin(), config.programs.end());
  const bool is_all = options.data_dir.empty() && !options.days.has_value();
  if (!is_all || options.end.has_value()) filter.last_week = options.end.value_or(today);
  if (!is_all) filter.first_week = *filter.last_week - (options.days.value_or(kDefaultDays) - 1);
  return filter;
}

absl::StatusOr<StackTriage> Triage(const Options& options, StoredLines& lines) {
  TriageConfig config;
  if (!options.config_path.empty()) {
    absl::StatusOr<TriageConfig> read = ReadTriageConfig(options.config_path);
    if (!read.ok()) return read.status();
    config = *std::move(read);
  }
  const absl::StatusOr<std::vector<StackClaim>> claims = ReadClaims(config.claims);
  if (!claims.ok()) return claims.status();
  const StackFilter filter =
      FilterOf(options, config, absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()));
  StackTally tally;
  const absl::Status status =
      options.data_dir.empty() ? ScanStacks(options.datasets, filter, tally)
                               : ScanStoredStacks(ReportStorePath(options.data_dir), filter, tally);
  if (!status.ok()) return status;
  return TriageStacks(std::move(tally).Take(), *claims,
                      [&lines](absl::string_view stack) { return lines.Symbolize(stack); });
}

void Print(const Options& options, const StackTriage& triage, std::ostream& out) {
  if (options.json) {
    out << TriageToJson(triage) << "\n";
  } else if (options.markdown) {
    out << cmd::PrintableLines(TriageToMarkdown(triage));
  } else {
    out << cmd::PrintableLines(TriageToText(triage));
  }
}

// An error if a stack is new or back.
absl::Status NoNews(const StackTriage& triage) {
  const auto count = [&](StackState state) {
    return std::count_if(triage.stacks.begin(), triage.stacks.end(),
                         [state](const TriagedStack& stack) { return stack.state == state; });
  };
  const auto new_ones = count(StackState::kNew);
  const auto back = count(StackState::kBack);
  if (new_ones + back == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("stacks that are new: ", new_ones, ", that are back: ", back));
}

void Run(const Options& options, CommandContext& context) {
  SymbolStore store(options.symbols.empty() ? SymbolDirectory(options.data_dir) : options.symbols);
  StoredLines lines(store);
  absl::StatusOr<StackTriage> triage = Triage(options, lines);
  if (!context.Check(triage.status())) return;
  const absl::Status news = NoNews(*triage);
  if (options.new_only) KeepNews(*triage);
  Print(options, *triage, context.out);
  for (const std::string& problem : lines.problems()) {
    context.Check(absl::DataLossError(problem));
  }
  for (const std::string& conflict : triage->conflicts) {
    context.Check(absl::FailedPreconditionError(conflict));
  }
  if (options.new_only) context.Check(news);
}

// Returns a usage error, or "".
std::string CheckSources(const Options& options) {
  if (options.data_dir.empty() == options.datasets.empty()) {
    return "either --data-dir or datasets are needed";
  }
  if (options.json && options.markdown) return "--json and --markdown exclude each other";
  return "";
}

void AddDaysOption(CLI::App& command, std::optional<int>& days) {
  command
      .add_option_function<int>(
          "--days", [&days](const int& value) { days = value; },
          absl::StrCat("Only weeks that ended in so many days\n(default: ", kDefaultDays,
                       "; of datasets: all)"))
      ->option_text("N")
      ->check(CLI::Range(1, kMaxDays));
}

void AddEndOption(CLI::App& command, std::optional<absl::CivilDay>& end) {
  command
      .add_option_function<std::string>(
          "--end", [&end](const std::string& text) { end = ParseCivilDay(text); },
          "The last of these days (default: today)")
      ->option_text("YYYY-MM-DD")
      ->check([](const std::string& text) {
        return ParseCivilDay(text).has_value()
                   ? std::string()
                   : absl::StrCat("\"", text, "\" is not a date such as 2026-11-18");
      });
}

}  // namespace

void AddStacksCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command =
      *app.add_subcommand("stacks", "List crashes and other stacks, and what is new");
  const auto options = std::make_shared<Options>();
  command
      .add_option("--config", options->config_path,
                  "Which programs to look at, and where the issues\n"
                  "about stacks are (JSON; report/stacks/README.md)")
      ->option_text("TRIAGE");
  command.add_option("--data-dir", options->data_dir, "Data directory of a collector")
      ->option_text("DIR")
      ->check([](const std::string& dir) { return std::string(WhyNoPath(dir)); });
  command
      .add_option("--symbols", options->symbols,
                  "Folder of symbol files, for source lines\n"
                  "(default: that of --data-dir)")
      ->option_text("DIR");
  AddDaysOption(command, options->days);
  AddEndOption(command, options->end);
  command.add_flag("--new-only", options->new_only,
                   "Only stacks that are new or back; if there are\nany, end with 1");
  command.add_flag("--json", options->json, "Print JSON");
  command.add_flag("--markdown", options->markdown, "Print Markdown, for an issue");
  command.add_option("DATASET", options->datasets, "Datasets, in place of a data directory")
      ->option_text("...");
  command.footer("A stack is new if no issue claims it, and back if one does that was fixed.");
  command.callback([&context, options] {
    if (const std::string error = CheckSources(*options); !error.empty()) {
      throw CLI::ValidationError(error, CLI::ExitCodes::ValidationError);
    }
    Run(*options, context);
  });
}

}  // namespace telemetry::collector
