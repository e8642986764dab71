// The symbol tables of released builds, a file for each build ID in a folder.
//
//   SymbolStore store("/var/lib/collector/symbols");
//   absl::Status status = store.Add(table);
//   absl::StatusOr<SymbolTable*> found = store.Find("3f2a9c0b6d1e4f58");   // null: no such build
//
// Not thread-safe; several processes may use one folder.

#ifndef REPORT_SOURCE_LINES_SYMBOL_STORE_H_
#define REPORT_SOURCE_LINES_SYMBOL_STORE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "report/source_lines/symbol_table.h"

namespace telemetry {

class SymbolStore {
 public:
  explicit SymbolStore(std::string directory);

  // Writes the table's file, in place of one of the same build. INVALID_ARGUMENT if the table has no
  // build ID; otherwise the error of the failed system call, with the path.
  absl::Status Add(const SymbolTable& table) const;

  // The table of the build whose ID begins with `build_id`, at least 8 bytes in hexadecimal; null if
  // there is none. Read once and kept. DATA_LOSS, with the path, if it is damaged; the error of the
  // failed system call.
  absl::StatusOr<SymbolTable*> Find(absl::string_view build_id);

  // The whole build IDs that there are, in order; none if there is no folder.
  absl::StatusOr<std::vector<std::string>> BuildIds() const;

 private:
  std::string PathOf(absl::string_view build_id) const;

  const std::string directory_;
  // By what was asked for.
  std::map<std::string, std::unique_ptr<SymbolTable>, std::less<>> found_;
};

}  // namespace telemetry

#endif  // REPORT_SOURCE_LINES_SYMBOL_STORE_H_
