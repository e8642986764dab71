#include "cmd/gotelemetry/counts/csv_command.h"

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/internal/command.h"
#include "cmd/internal/go_quote.h"
#include "cmd/internal/printable.h"
#include "report/entry_build.h"
#include "report/local_counts/local_counts.h"
#include "report/report.pb.h"

namespace telemetry::cmd {
namespace {

struct Row {
  std::string name;
  int64_t count;
  const v1::ProgramReport* program;
};

std::vector<Row> SortedRows(const std::vector<LocalCounts>& directories) {
  std::vector<Row> rows;
  for (const LocalCounts& counts : directories) {
    for (const v1::ProgramReport& program : counts.programs) {
      for (const auto* const group : {&program.counters(), &program.stacks()}) {
        for (const auto& [name, count] : *group) rows.push_back({name, count, &program});
      }
    }
  }
  // Rows with the same name stay in the order of the programs.
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.name < b.name; });
  return rows;
}

void PrintCsv(CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories({}, DefaultDirectories::kCollectorsAndGo, context);
  if (!context.Check(directories.status())) return;
  std::vector<LocalCounts> all;
  for (const Directory& directory : *directories) {
    absl::StatusOr<LocalCounts> counts = ReadLocalCounts(directory.dir());
    if (context.Check(counts.status())) all.push_back(*std::move(counts));
  }
  for (const Row& row : SortedRows(all)) {
    const v1::ProgramReport& program = *row.program;
    context.out << row.count << "," << GoQuote(row.name);
    for (const absl::string_view text : BuildOf(program).Texts()) {
      context.out << "," << Printable(text);
    }
    context.out << "\n";
  }
  for (const LocalCounts& counts : all) {
    for (const std::string& warning : counts.warnings) context.Check(absl::DataLossError(warning));
  }
}

}  // namespace

void AddCsvCommand(Command& app, CommandContext& context) {
  Command& command = app.AddCommand("csv", "Print counters, one per line");
  command.SetFooter(
      "Columns: count, name (quoted), program, version, compiler, operating system, "
      "architecture.");
  command.SetAction([&context] { PrintCsv(context); });
}

}  // namespace telemetry::cmd
