#include "cmd/gotelemetry/counts/csv_command.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/internal/command.h"
#include "cmd/internal/go_quote.h"
#include "cmd/internal/printable.h"
#include "report/entry_build.h"
#include "report/local_counts/local_counts.h"
#include "report/report.pb.h"
#include "storage/json/json_writer.h"

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

enum class CsvFormat { kGo, kRfc4180, kJson };

// As Go's gotelemetry prints it: a name is quoted, so that a stack stays on one line.
void PrintGoLines(const std::vector<Row>& rows, std::ostream& out) {
  for (const Row& row : rows) {
    out << row.count << "," << GoQuote(row.name);
    for (const absl::string_view text : BuildOf(*row.program).Texts()) {
      out << "," << Printable(text);
    }
    out << "\n";
  }
}

// RFC 4180: a field with a comma, a quote or a line break is quoted, and a quote in it doubled.
std::string CsvField(absl::string_view text) {
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

void PrintRfc4180(const std::vector<Row>& rows, std::ostream& out) {
  out << "count,name,program,version,goversion,os,arch\r\n";
  for (const Row& row : rows) {
    out << row.count << "," << CsvField(row.name);
    for (const absl::string_view text : BuildOf(*row.program).Texts()) out << "," << CsvField(text);
    out << "\r\n";
  }
}

void PrintJson(const std::vector<Row>& rows, std::ostream& out) {
  JsonWriter json(" ");
  json.BeginArray();
  for (const Row& row : rows) {
    json.BeginObject();
    json.Field("count", row.count);
    json.Field("name", row.name);
    json.Field("program", row.program->program());
    json.Field("version", row.program->version());
    json.Field("goversion", row.program->go_version());
    json.Field("os", row.program->goos());
    json.Field("arch", row.program->goarch());
    json.EndObject();
  }
  json.EndArray();
  out << std::move(json).Take() << "\n";
}

void Print(const std::vector<Row>& rows, CsvFormat format, std::ostream& out) {
  if (format == CsvFormat::kRfc4180) return PrintRfc4180(rows, out);
  if (format == CsvFormat::kJson) return PrintJson(rows, out);
  PrintGoLines(rows, out);
}

void PrintCsv(CsvFormat format, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories({}, DefaultDirectories::kCollectorsAndGo, context);
  if (!context.Check(directories.status())) return;
  std::vector<LocalCounts> all;
  for (const Directory& directory : *directories) {
    absl::StatusOr<LocalCounts> counts = ReadLocalCounts(directory.dir());
    if (context.Check(counts.status())) all.push_back(*std::move(counts));
  }
  Print(SortedRows(all), format, context.out);
  for (const LocalCounts& counts : all) {
    for (const std::string& warning : counts.warnings) context.Check(absl::DataLossError(warning));
  }
}

}  // namespace

void AddCsvCommand(Command& app, CommandContext& context) {
  Command& command = app.AddCommand("csv", "Print counters, one per line");
  const auto with_header = std::make_shared<bool>(false);
  const auto as_json = std::make_shared<bool>(false);
  Option& header = command.AddFlag(
      "--header", *with_header, "Begin with the names of the columns, and quote\nas RFC 4180 does");
  command.AddFlag("--json", *as_json, "Print JSON").Excludes(header);
  command.SetFooter(
      "Columns: count, name (quoted), program, version, compiler, operating system, "
      "architecture.");
  command.AddExample("gotelemetry csv --header > counters.csv",
                     "For pandas, DuckDB, a spreadsheet");
  command.SetAction([&context, with_header, as_json] {
    PrintCsv(*as_json       ? CsvFormat::kJson
             : *with_header ? CsvFormat::kRfc4180
                            : CsvFormat::kGo,
             context);
  });
}

}  // namespace telemetry::cmd
