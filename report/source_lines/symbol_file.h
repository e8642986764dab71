// Symbol tables as files, as symbol_file_format.md describes them.
//
//   std::string text = SymbolTableToText(table);
//   absl::StatusOr<SymbolTable> same = SymbolTableFromText(text);
//
// Pure; thread-safe.

#ifndef REPORT_SOURCE_LINES_SYMBOL_FILE_H_
#define REPORT_SOURCE_LINES_SYMBOL_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "report/source_lines/symbol_table.h"

namespace telemetry {

std::string SymbolTableToText(const SymbolTable& table);

// DATA_LOSS, with the number of the line, if it is something else.
absl::StatusOr<SymbolTable> SymbolTableFromText(absl::string_view text);

}  // namespace telemetry

#endif  // REPORT_SOURCE_LINES_SYMBOL_FILE_H_
