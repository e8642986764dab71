#include "cmd/gotelemetry/dump_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/atomic_file.h"
#include "storage/counter_file.pb.h"
#include "storage/counter_file_json.h"
#include "storage/counter_file_parser.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {
namespace {

// The counter files in the telemetry directory; none if it is not there.
std::vector<std::string> CounterFilesIn(const TelemetryDir& dir) {
  std::vector<std::string> paths;
  for (const std::string& name :
       ListDirectory(dir.local_dir()).value_or(std::vector<std::string>())) {
    if (absl::EndsWith(name, ".v1.count")) {
      paths.push_back(absl::StrCat(dir.local_dir(), "/", name));
    }
  }
  return paths;
}

void Print(const std::string& path, const v1::CounterFile& file, std::ostream& out) {
  out << "-- " << path << " --\n" << CounterFileToJson(file) << "\n";
}

void Dump(const std::vector<std::string>& paths, CommandContext& context) {
  for (const std::string& path : paths) {
    const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path);
    if (context.Check(file.status())) Print(path, *file, context.out);
  }
}

}  // namespace

void AddDumpCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command = *app.add_subcommand("dump", "Print counter files as JSON");
  const auto paths = std::make_shared<std::vector<std::string>>();
  command.add_option("FILE", *paths, "Counter files (default: all in the telemetry directory)")
      ->option_text("...");
  command.callback([&context, paths] {
    Dump(paths->empty() ? CounterFilesIn(context.dir()) : *paths, context);
  });
}

}  // namespace telemetry::cmd
