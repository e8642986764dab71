#include "cmd/collector/stacks/stacks_command.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
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
#include "upload/data_dir/collector_data_dir.h"

namespace telemetry::collector {
namespace {

constexpr int kDefaultDays = 7;
constexpr int kMaxDays = 100'000;

struct Options {
  std::string config_path;
  StoreOption store;
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
  const bool is_all = options.store.empty() && !options.days.has_value();
  if (!is_all || options.end.has_value()) filter.last_week = options.end.value_or(today);
  if (!is_all) filter.first_week = *filter.last_week - (options.days.value_or(kDefaultDays) - 1);
  return filter;
}

absl::Status Scan(const Options& options, const StackFilter& filter, StackTally& tally) {
  if (options.store.empty()) return ScanStacks(options.datasets, filter, tally);
  const absl::StatusOr<std::unique_ptr<ReportReader>> reader =
      FindStore(options.store)->OpenReader();
  if (!reader.ok()) return reader.status();
  return ScanStoredStacks(**reader, filter, tally);
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
  const absl::Status status = Scan(options, filter, tally);
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
  SymbolStore store(options.symbols.empty() ? SymbolDirectory(options.store.data_dir)
                                            : options.symbols);
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
  if (options.store.empty() == options.datasets.empty()) {
    return "either --data-dir, --store or datasets are needed";
  }
  if (options.json && options.markdown) return "--json and --markdown exclude each other";
  return "";
}

void AddDaysOption(cmd::Command& command, std::optional<int>& days) {
  command
      .AddOption("--days", days,
                 absl::StrCat("Only weeks that ended in so many days\n(default: ", kDefaultDays,
                              "; of datasets: all)"))
      .Value("N")
      .Range(1, kMaxDays);
}

void AddEndOption(cmd::Command& command, std::optional<absl::CivilDay>& end) {
  command
      .AddOption(
          "--end",
          [&end](const std::string& text) -> std::string {
            const std::optional<absl::CivilDay> parsed = ParseCivilDay(text);
            if (!parsed.has_value()) {
              return absl::StrCat("\"", text, "\" is not a date such as 2026-11-18");
            }
            end = *parsed;
            return "";
          },
          "The last of these days (default: today)")
      .Value("YYYY-MM-DD");
}

}  // namespace

void AddStacksCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& command =
      app.AddCommand("stacks", "List crashes and other stacks, and what is new");
  const auto options = std::make_shared<Options>();
  command
      .AddOption("--config", options->config_path,
                 "Which programs to look at, and where the issues\n"
                 "about stacks are (JSON; report/stacks/README.md)")
      .File("TRIAGE");
  AddStoreOptions(command, options->store);
  command
      .AddOption("--symbols", options->symbols,
                 "Folder of symbol files, for source lines\n"
                 "(default: that of --data-dir)")
      .Directory("DIR");
  AddDaysOption(command, options->days);
  AddEndOption(command, options->end);
  command.AddFlag("--new-only", options->new_only,
                  "Only stacks that are new or back; if there are\nany, end with 1");
  command.AddFlag("--json", options->json, "Print JSON");
  command.AddFlag("--markdown", options->markdown, "Print Markdown, for an issue");
  command.AddOption("DATASET", options->datasets, "Datasets, in place of a data directory")
      .Value("...");
  command.SetFooter("A stack is new if no issue claims it, and back if one does that was fixed.");
  command.SetAction([&context, options] { Run(*options, context); },
                    [options] { return CheckSources(*options); });
}

}  // namespace telemetry::collector
