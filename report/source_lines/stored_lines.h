// Source lines of stacks, from the symbol tables of a store.
//
//   SymbolStore store("/var/lib/collector/symbols");
//   StoredLines lines(store);
//   std::string text = lines.Symbolize(stack);    // as of symbolize.h
//   for (const std::string& problem : lines.problems()) show(problem);
//
// Not thread-safe.

#ifndef REPORT_SOURCE_LINES_STORED_LINES_H_
#define REPORT_SOURCE_LINES_STORED_LINES_H_

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "report/source_lines/symbol_store.h"

namespace telemetry {

class StoredLines {
 public:
  // `store` must outlive this.
  explicit StoredLines(SymbolStore& store) : store_(store) {}

  // The stack with source lines for the frames whose build the store has; the others are only made
  // readable.
  std::string Symbolize(absl::string_view stack);

  // What could not be read so far, a line each, with the path.
  const std::set<std::string>& problems() const { return problems_; }

 private:
  SymbolStore& store_;
  std::set<std::string> problems_;
};

}  // namespace telemetry

#endif  // REPORT_SOURCE_LINES_STORED_LINES_H_
