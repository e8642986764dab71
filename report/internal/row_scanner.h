// Reads of reports, as they stand in a dataset, the rows of a table (dataset_table.h), in a form that
// is small and does not depend on what other threads read.
//
//   RowScanner scanner(DatasetTableKind::kCounters, filter);   // one for each thread
//   RowBlock block;
//   absl::Status status = scanner.Scan(line, block);           // adds the line's rows
//
// The whole line is parsed and must be JSON. How this differs from the other readers of reports is in
// report/README.md.
//
// Not thread-safe.

#ifndef REPORT_INTERNAL_ROW_SCANNER_H_
#define REPORT_INTERNAL_ROW_SCANNER_H_

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "report/dataset_filter.h"
#include "report/internal/text_ids.h"
#include "simdjson.h"

namespace telemetry::internal {

// The texts that describe a program's entry, in the order of their columns.
enum EntryText { kProgram, kVersion, kGoVersion, kGoos, kGoarch, kNumEntryTexts };

// Days since 1970-01-01, and the day that stands for none.
inline constexpr int32_t kNoDay = std::numeric_limits<int32_t>::min();

// The rows of a block of lines. Texts are numbers of the scanner that made it.
struct RowBlock {
  struct Report {
    double x;
    int32_t week;
    int32_t last_week;
    uint32_t config;
    // Among the block's reports, those included that the filter keeps out.
    int32_t number;
    int32_t num_programs;
  };

  // An entry of a report, or of kReports the report itself.
  struct Entry {
    // In `reports`.
    uint32_t report;
    std::array<uint32_t, kNumEntryTexts> texts;
    int32_t num_counters;
    int32_t num_stacks;
    // How many rows of the table it has: of counters and stacks, that many of the next elements of
    // `names` and `values`; else one.
    uint32_t num_rows;
  };

  int32_t num_reports = 0;
  std::vector<Report> reports;
  std::vector<Entry> entries;
  std::vector<uint32_t> names;
  std::vector<int64_t> values;
};

class RowScanner {
 public:
  // `filter` must outlive this.
  RowScanner(DatasetTableKind kind, const DatasetFilter& filter) : kind_(kind), filter_(filter) {}

  // Adds what `line` has for the table to `block`. `line` must be followed by
  // PieceReader::kPaddingBytes that can be read. INVALID_ARGUMENT, saying what is wrong but not
  // where, if it is not a report: `block` is then as it was.
  absl::Status Scan(absl::string_view line, RowBlock& block);

  // What the numbers in blocks stand for.
  const std::array<TextIds, kNumEntryTexts>& entry_texts() const { return entry_texts_; }
  const TextIds& configs() const { return configs_; }
  // Of counters or stacks.
  const TextIds& names() const { return names_; }

 private:
  using Element = simdjson::dom::element;
  using Array = simdjson::dom::array;
  using Object = simdjson::dom::object;

  absl::Status ScanReport(Object report, RowBlock& block);
  absl::Status ScanEntries(Array entries, RowBlock& block);
  absl::Status ScanEntry(Object entry, RowBlock& block);
  // Adds a row for each of `counts`.
  absl::Status ScanCounts(Object counts, RowBlock& block);
  bool KeepsProgram(absl::string_view program) const;
  bool KeepsWeek(int32_t week) const;
  uint32_t NameId(std::string_view name);

  const DatasetTableKind kind_;
  const DatasetFilter& filter_;
  simdjson::dom::parser parser_;
  std::array<TextIds, kNumEntryTexts> entry_texts_;
  TextIds configs_;
  TextIds names_;

  // For each name, where its last row is and which entry that was of, so that of a name that an
  // entry has twice the last value counts; and whether the filter keeps it.
  struct NameState {
    int64_t last_entry = -1;
    size_t last_row = 0;
    bool kept = true;
  };
  std::vector<NameState> name_states_;
  int64_t num_entries_ = 0;
};

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_ROW_SCANNER_H_
