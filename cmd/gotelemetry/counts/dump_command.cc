#include "cmd/gotelemetry/counts/dump_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/counts/counter_files.h"
#include "cmd/internal/command.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_json.h"
#include "storage/counter_file/counter_file_parser.h"

namespace telemetry::cmd {
namespace {

void Print(const std::string& path, const v1::CounterFile& file, std::ostream& out) {
  out << "-- " << path << " --\n" << CounterFileToJson(file) << "\n";
}

void Dump(const std::vector<std::string>& named, CommandContext& context) {
  const absl::StatusOr<std::vector<std::string>> paths = ChosenCounterFiles(named, context);
  if (!context.Check(paths.status())) return;
  for (const std::string& path : *paths) {
    const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path);
    if (!context.Check(file.status())) continue;
    Print(path, *file, context.out);
    context.Check(DamageOf(*file, path));
  }
}

}  // namespace

void AddDumpCommand(Command& app, CommandContext& context) {
  Command& command = app.AddCommand("dump", "Print counter files as JSON");
  const auto paths = std::make_shared<std::vector<std::string>>();
  command.AddOption("FILE", *paths, "Counter files (default: all, Go's too)").Value("...");
  command.SetAction([&context, paths] { Dump(*paths, context); });
}

}  // namespace telemetry::cmd
