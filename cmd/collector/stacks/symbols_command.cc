#include "cmd/collector/stacks/symbols_command.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "report/source_lines/debug_info.h"
#include "report/source_lines/symbol_store.h"
#include "report/source_lines/symbol_table.h"
#include "storage/directory/path.h"
#include "upload/data_dir/collector_data_dir.h"

namespace telemetry::collector {
namespace {

struct Options {
  std::string data_dir;
  std::vector<std::string> files;
};

void AddFile(const std::string& path, const SymbolStore& store, CommandContext& context) {
  absl::StatusOr<DebugInfo> info = DebugInfo::Open(path);
  if (!context.Check(info.status())) return;
  const SymbolTable table = info->ReadAll();
  for (const std::string& problem : info->Problems()) {
    context.Check(absl::FailedPreconditionError(problem));
  }
  if (!table.has_lines()) return;
  if (!context.Check(store.Add(table))) return;
  // The first of each list stands for "unknown".
  context.out << cmd::Printable(path) << ": build ID " << table.build_id() << ", "
              << table.parts().sites.size() - 1 << " functions and calls\n";
}

}  // namespace

void AddSymbolsCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& symbols =
      app.AddCommand("symbols", "Keep the source lines of released programs, for stacks");
  cmd::Command& command = symbols.AddCommand("add", "Add programs, libraries, debug files");
  const auto options = std::make_shared<Options>();
  command.AddOption("--data-dir", options->data_dir, "Data directory of a collector")
      .Directory("DIR")
      .Check([](const std::string& dir) { return std::string(WhyNoPath(dir)); })
      .Required();
  command
      .AddOption("FILE", options->files,
                 "Programs and libraries as released, built with -g,\n"
                 "or their separate debug files")
      .Value("...")
      .Required();
  command.SetFooter(
      "Build ID, functions, files and lines are kept, not the programs. Frames of these builds "
      "then\n"
      "have source lines in `collector stacks` and on the site.");
  command.SetAction([&context, options] {
    const SymbolStore store(SymbolDirectory(options->data_dir));
    for (const std::string& path : options->files) AddFile(path, store, context);
  });
}

}  // namespace telemetry::collector
