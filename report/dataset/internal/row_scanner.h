// Reads the rows of a table (dataset_table.h) from reports in a dataset, in a compact form that
// does not depend on what other threads read.
//
//   RowScanner scanner(DatasetTableKind::kCounters, filter);   // one for each thread
//   RowBlock block;
//   absl::Status status = scanner.Scan(line, block);           // adds the line's rows
//
// The whole line is parsed and must be JSON. report/README.md lists the differences from the other
// report parsers.
//
// Not thread-safe.

#ifndef REPORT_DATASET_INTERNAL_ROW_SCANNER_H_
#define REPORT_DATASET_INTERNAL_ROW_SCANNER_H_

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "report/dataset/dataset_filter.h"
#include "report/dataset/report_line.h"
#include "report/dataset/text_ids.h"
#include "simdjson.h"
#include "storage/counter_file/program_build.h"

namespace telemetry::report_internal {

// The texts that describe a program's entry, in the order of their columns.
enum EntryText { kProgram, kVersion, kGoVersion, kGoos, kGoarch, kNumEntryTexts };
using EntryTexts = std::array<absl::string_view, kNumEntryTexts>;
static_assert(kNumEntryTexts == kProgramBuildKeys.size());

// Stands for no day; days are counted from 1970-01-01.
inline constexpr int32_t kNoDay = std::numeric_limits<int32_t>::min();

// The rows of a block of lines. Texts are given by their ids in the scanner that made the block.
struct RowBlock {
  struct Report {
    double x;
    int32_t week;
    int32_t last_week;
    uint32_t config;
    int32_t num_programs;
  };

  // An entry of a report or, for kReports, the report itself.
  struct Entry {
    // Index into `reports`.
    uint32_t report;
    std::array<uint32_t, kNumEntryTexts> texts;
    int32_t num_counters;
    int32_t num_stacks;
    // How many rows of the table it has. For counters and stacks, they are that many of the next
    // elements of `names` and `values`; otherwise this is 1.
    uint32_t num_rows;
  };

  std::vector<Report> reports;
  std::vector<Entry> entries;
  std::vector<uint32_t> names;
  std::vector<int64_t> values;
};

class RowScanner {
 public:
  // `filter` must outlive this.
  RowScanner(DatasetTableKind kind, const DatasetFilter& filter)
      : kind_(kind),
        filter_(filter),
        entry_filters_({&filter.programs, &filter.versions, &filter.goversions, &filter.goos,
                        &filter.goarch}) {}

  // Adds the rows of `line` to `block`. `line` must be followed by PieceReader::kPaddingBytes
  // readable bytes. INVALID_ARGUMENT, saying what is wrong but not where, if it is not a report;
  // `block` is then unchanged.
  absl::Status Scan(absl::string_view line, RowBlock& block);
  // Likewise for a line that is read already; if another scanner has taken it, counts that this one
  // has no rows of need not be checked again.
  absl::Status Scan(const WholeLine& line, RowBlock& block, bool is_checked);

  // The texts behind the ids in blocks.
  const std::array<TextIds, kNumEntryTexts>& entry_texts() const { return entry_texts_; }
  const TextIds& configs() const { return configs_; }
  // Of counters or stacks.
  const TextIds& names() const { return names_; }

 private:
  // Parses days, of which many equal ones follow each other.
  class LastDay {
   public:
    // kNoDay if it is none.
    int32_t Parse(absl::string_view text);

   private:
    std::string text_;
    int32_t day_ = kNoDay;
  };

  absl::Status ScanReport(const WholeLine& line, RowBlock& block);
  absl::Status ScanEntry(const LineProgram& program, RowBlock& block);
  // Adds a row for each of `counts`.
  absl::Status ScanCounts(simdjson::dom::object counts, RowBlock& block);
  bool KeepsEntry(const EntryTexts& texts) const;
  bool KeepsWeek(int32_t week) const;
  uint32_t NameId(std::string_view name);

  const DatasetTableKind kind_;
  const DatasetFilter& filter_;
  // What the filter says of entries, by EntryText.
  const std::array<const absl::flat_hash_set<std::string>*, kNumEntryTexts> entry_filters_;
  simdjson::dom::parser parser_;
  WholeLine line_;
  std::array<TextIds, kNumEntryTexts> entry_texts_;
  TextIds configs_;
  TextIds names_;
  LastDay week_;
  LastDay last_week_;

  // For each name: its last row and the entry of that row, so that the last value counts if an
  // entry repeats a name; and whether the filter keeps it.
  struct NameState {
    int64_t last_entry = -1;
    size_t last_row = 0;
    bool kept = true;
  };
  std::vector<NameState> name_states_;
  int64_t num_entries_ = 0;
  bool is_checked_ = false;
};

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_INTERNAL_ROW_SCANNER_H_
