#include "cmd/gotelemetry/counts/symbolize_command.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_replace.h"
#include "cmd/gotelemetry/counts/counter_files.h"
#include "cmd/internal/printable.h"
#include "report/source_lines/debug_info.h"
#include "report/source_lines/symbolize.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_parser.h"
#include "storage/stack/counter_name.h"

namespace telemetry::cmd {
namespace {

struct Arguments {
  std::vector<std::string> binaries;
  std::vector<std::string> counter_files;
};

// Returns the decoded stacks in the files at `paths`, with their counts.
std::map<std::string, uint64_t> ReadStacks(const std::vector<std::string>& paths,
                                           CommandContext& context) {
  std::map<std::string, uint64_t> stacks;
  for (const std::string& path : paths) {
    const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path);
    if (!context.Check(file.status())) continue;
    context.Check(DamageOf(*file, path));
    for (const auto& [name, count] : file->count()) {
      if (IsStack(name)) stacks[name] += count;
    }
  }
  return stacks;
}

void Symbolize(const Arguments& arguments, CommandContext& context) {
  std::vector<std::unique_ptr<DebugInfo>> opened;
  std::vector<DebugInfo*> binaries;
  for (const std::string& path : arguments.binaries) {
    absl::StatusOr<DebugInfo> binary = DebugInfo::Open(path);
    if (!context.Check(binary.status())) return;
    opened.push_back(std::make_unique<DebugInfo>(*std::move(binary)));
    binaries.push_back(opened.back().get());
  }

  const absl::StatusOr<std::vector<std::string>> paths =
      ChosenCounterFiles(arguments.counter_files, context);
  if (!context.Check(paths.status())) return;
  std::map<std::string, uint64_t> symbolized;
  std::set<std::string> mismatches;
  for (const auto& [name, count] : ReadStacks(*paths, context)) {
    SymbolizedStack result = SymbolizeStack(name, binaries);
    symbolized[std::move(result.stack)] += count;
    mismatches.insert(result.mismatches.begin(), result.mismatches.end());
  }
  for (const auto& [stack, count] : symbolized) {
    const std::string printable = PrintableLines(stack);
    context.out << count << " " << absl::StrReplaceAll(printable, {{"\n", "\n  "}}) << "\n";
  }
  for (const std::string& mismatch : mismatches) {
    context.Check(absl::FailedPreconditionError(mismatch));
  }
}

}  // namespace

void AddSymbolizeCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command = *app.add_subcommand("symbolize", "Print stacks with their source lines");
  const auto arguments = std::make_shared<Arguments>();
  command
      .add_option("--binary", arguments->binaries,
                  "The program or library, or its separate debug file; may be repeated")
      ->required()
      ->allow_extra_args(false)  // later arguments are counter files
      ->option_text("FILE");
  command
      .add_option("COUNTER_FILE", arguments->counter_files,
                  "Counter files (default: all, Go's too)")
      ->option_text("...");
  command.footer("Only frames whose build id is that of a binary get source lines.");
  command.callback([&context, arguments] { Symbolize(*arguments, context); });
}

}  // namespace telemetry::cmd
