#include "cmd/gotelemetry/counts/symbolize_command.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_replace.h"
#include "cmd/gotelemetry/counts/counter_files.h"
#include "cmd/gotelemetry/counts/stack_sources.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "report/source_lines/debug_info.h"
#include "report/source_lines/source_frame.h"
#include "report/source_lines/stored_lines.h"
#include "report/source_lines/symbol_store.h"
#include "report/source_lines/symbolize.h"

namespace telemetry::cmd {
namespace {

struct Arguments {
  std::vector<std::string> binaries;
  std::string symbols;
  std::vector<std::string> files;
};

// Whoever knows source lines.
class Sources {
 public:
  explicit Sources(const std::string& symbols) : store_(symbols), stored_(store_) {}

  // Opens a program, a library or a debug file.
  absl::Status Open(const std::string& path) {
    absl::StatusOr<DebugInfo> binary = DebugInfo::Open(path);
    if (!binary.ok()) return binary.status();
    opened_.push_back(std::make_unique<DebugInfo>(*std::move(binary)));
    binaries_.push_back(opened_.back().get());
    return absl::OkStatus();
  }

  // The frames of binaries become those of Go, which the store then leaves alone.
  SymbolizedStack Symbolize(const std::string& name) {
    SymbolizedStack result = SymbolizeStack(name, binaries_);
    result.stack = stored_.Symbolize(result.stack);
    return result;
  }

  // What could not be read.
  std::vector<std::string> Problems() const {
    std::vector<std::string> problems(stored_.problems().begin(), stored_.problems().end());
    for (const auto& binary : opened_) {
      for (std::string& problem : binary->Problems()) problems.push_back(std::move(problem));
    }
    return problems;
  }

 private:
  SymbolStore store_;
  StoredLines stored_;
  std::vector<std::unique_ptr<DebugInfo>> opened_;
  std::vector<SourceLines*> binaries_;
};

// Returns the decoded stacks in the files at `paths`, with their counts.
std::map<std::string, uint64_t> ReadStacks(const std::vector<std::string>& paths,
                                           CommandContext& context) {
  std::map<std::string, uint64_t> stacks;
  for (const std::string& path : paths) {
    const absl::StatusOr<StackCounts> read = ReadStackCounts(path);
    if (!context.Check(read.status())) continue;
    context.Check(read->damage);
    for (const auto& [stack, count] : read->counts) stacks[stack] += count;
  }
  return stacks;
}

void Symbolize(const Arguments& arguments, CommandContext& context) {
  Sources sources(arguments.symbols);
  for (const std::string& path : arguments.binaries) {
    if (!context.Check(sources.Open(path))) return;
  }
  const absl::StatusOr<std::vector<std::string>> paths =
      ChosenCounterFiles(arguments.files, context);
  if (!context.Check(paths.status())) return;
  std::map<std::string, uint64_t> symbolized;
  std::set<std::string> mismatches;
  for (const auto& [name, count] : ReadStacks(*paths, context)) {
    SymbolizedStack result = sources.Symbolize(name);
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
  for (const std::string& problem : sources.Problems()) {
    context.Check(absl::FailedPreconditionError(problem));
  }
}

}  // namespace

void AddSymbolizeCommand(Command& app, CommandContext& context) {
  Command& command = app.AddCommand("symbolize", "Print stacks with their source lines");
  const auto arguments = std::make_shared<Arguments>();
  command
      .AddOption("--binary", arguments->binaries,
                 "The program or library, or its separate debug file; may be repeated")
      .OneValueEach()  // later arguments are files with stacks
      .File("FILE");
  command
      .AddOption("--symbols", arguments->symbols,
                 "Folder of symbol files that `collector symbols add` made")
      .Directory("DIR");
  command
      .AddOption("FILE", arguments->files,
                 "Counter files, reports, datasets (default: all counter files, Go's too)")
      .Value("...");
  command.SetFooter(
      "Only frames whose build id is that of a binary or a symbol file get source lines. What "
      "cannot\n"
      "be read is said, and ends with 1.");
  command.AddExample("gotelemetry symbolize --binary build/mytool",
                     "See the stacks of that build with its source lines");
  command.SetAction([&context, arguments] { Symbolize(*arguments, context); },
                    [arguments] {
                      return std::string(arguments->binaries.empty() && arguments->symbols.empty()
                                             ? "--binary or --symbols is needed"
                                             : "");
                    });
}

}  // namespace telemetry::cmd
