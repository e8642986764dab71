#include "report/dataset/internal/table_builder.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/base/casts.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/dataset/internal/merged_texts.h"
#include "report/dataset/internal/split_name.h"
#include "report/dataset/parallel.h"

namespace telemetry::report_internal {
namespace {

// One block and where its rows go.
struct Place {
  const ScannedBlock* block;
  int64_t first_row;
};

// Sets one column's values for a block.
using Fill = std::function<void(const Place& place)>;

// `value` computes the value for all rows of an entry from the block, the entry and its report.
template <typename T, typename Value>
Fill FillEntries(Column& column, Value value) {
  return [values = column.Values<T>(), value](const Place& place) {
    T* out = values.data() + place.first_row;
    for (const RowBlock::Entry& entry : place.block->rows.entries) {
      const RowBlock::Report& report = place.block->rows.reports[entry.report];
      out = std::fill_n(out, entry.num_rows, static_cast<T>(value(place, entry, report)));
    }
  };
}

// `value` computes a row's value from the block and the row's index in it.
template <typename T, typename Value>
Fill FillRows(Column& column, Value value) {
  return [values = column.Values<T>(), value](const Place& place) {
    T* const out = values.data() + place.first_row;
    const size_t num_rows = place.block->rows.values.size();
    for (size_t i = 0; i < num_rows; ++i) out[i] = static_cast<T>(value(*place.block, i));
  };
}

// Calls `make` with a value of the type of the text column's codes.
template <typename Make>
Fill WithCodeType(const Column& column, Make make) {
  switch (column.value_bytes()) {
    case 1:
      return make(int8_t{});
    case 2:
      return make(int16_t{});
    default:
      return make(int32_t{});
  }
}

// dataset_table.h documents it.
int64_t ReportKey(int32_t week, double x) {
  constexpr uint64_t kWeekFactor = 0x9E3779B97F4A7C15;
  const auto week_bits = static_cast<uint64_t>(int64_t{week});
  return absl::bit_cast<int64_t>(absl::bit_cast<uint64_t>(x) + week_bits * kWeekFactor);
}

class TableBuilder {
 public:
  TableBuilder(DatasetTableKind kind, absl::Span<const std::unique_ptr<RowScanner>> scanners,
               std::vector<ScannedBlock> blocks, const absl::flat_hash_set<std::string>& columns)
      : kind_(kind), scanners_(scanners), blocks_(std::move(blocks)), columns_(columns) {}

  absl::StatusOr<std::shared_ptr<const Table>> Build(int threads,
                                                     absl::FunctionRef<bool()> is_cancelled) {
    PlaceBlocks();
    table_ = std::make_shared<Table>(num_rows_);
    AddReportColumns();
    if (kind_ != DatasetTableKind::kReports) AddEntryColumns();
    AddOwnColumns();
    AddEntryColumn<int64_t>("report", ColumnType::kInt64, [](const auto&, const auto& report) {
      return ReportKey(report.week, report.x);
    });
    if (!status_.ok()) return status_;
    if (absl::Status status = FillAll(threads, is_cancelled); !status.ok()) return status;
    SetNulls();
    return std::shared_ptr<const Table>(std::move(table_));
  }

 private:
  void PlaceBlocks() {
    for (const ScannedBlock& block : blocks_) {
      places_.push_back({&block, num_rows_});
      for (const RowBlock::Entry& entry : block.rows.entries) num_rows_ += entry.num_rows;
    }
  }

  bool Wants(absl::string_view column) const {
    return columns_.empty() || columns_.contains(column);
  }

  Column& AddColumn(absl::string_view name, ColumnType type) {
    return table_->AddColumn(std::string(name), type);
  }

  // Adds a column of texts; records an error if they are too long.
  Column& AddTexts(absl::string_view name, absl::Span<const absl::string_view> texts) {
    size_t size = 0;
    for (const absl::string_view text : texts) size += text.size();
    if (!Texts::CanHold(size)) {
      status_ = absl::OutOfRangeError(absl::StrCat("more than 2^31-1 bytes of ", name));
      texts = {};
    }
    return table_->AddTextColumn(std::string(name), std::make_shared<const Texts>(texts));
  }

  // Merges the texts that `of` returns for each scanner.
  template <typename Of>
  std::shared_ptr<const MergedTexts> Merge(Of of) const {
    std::vector<std::vector<absl::string_view>> texts;
    for (const std::unique_ptr<RowScanner>& scanner : scanners_) {
      const TextIds& ids = of(*scanner);
      texts.emplace_back(ids.texts().begin(), ids.texts().end());
    }
    return std::make_shared<const MergedTexts>(texts);
  }

  // Adds a column of texts: `of` returns a scanner's texts, and `id` the text id of an entry.
  template <typename Of, typename Id>
  void AddEntryTexts(absl::string_view name, Of of, Id id) {
    if (!Wants(name)) return;
    const std::shared_ptr<const MergedTexts> merged = Merge(of);
    Column& column = AddTexts(name, merged->texts());
    fills_.push_back(WithCodeType(column, [&](auto code) {
      return FillEntries<decltype(code)>(
          column, [merged, id](const Place& place, const RowBlock::Entry& entry,
                               const RowBlock::Report& report) {
            return merged->Code(place.block->scanner, id(entry, report));
          });
    }));
  }

  // Adds a column with the part of each name that `part` returns.
  template <typename Part>
  void AddNameTexts(absl::string_view name, Part part) {
    if (!Wants(name)) return;
    std::vector<std::vector<absl::string_view>> parts;
    for (const std::unique_ptr<RowScanner>& scanner : scanners_) {
      std::vector<absl::string_view>& of_scanner = parts.emplace_back();
      for (const std::string& text : scanner->names().texts()) {
        of_scanner.push_back(part(kind_ == DatasetTableKind::kStacks ? SplitStackName(text)
                                                                     : SplitCounterName(text)));
      }
    }
    const auto merged = std::make_shared<const MergedTexts>(parts);
    Column& column = AddTexts(name, merged->texts());
    fills_.push_back(WithCodeType(column, [&](auto code) {
      return FillRows<decltype(code)>(column, [merged](const ScannedBlock& block, size_t row) {
        return merged->Code(block.scanner, block.rows.names[row]);
      });
    }));
  }

  template <typename T, typename Value>
  void AddEntryColumn(absl::string_view name, ColumnType type, Value value) {
    if (!Wants(name)) return;
    fills_.push_back(
        FillEntries<T>(AddColumn(name, type),
                       [value](const Place&, const RowBlock::Entry& entry,
                               const RowBlock::Report& report) { return value(entry, report); }));
  }

  void AddReportColumns() {
    AddEntryColumn<int32_t>("week", ColumnType::kDay,
                            [](const auto&, const auto& report) { return report.week; });
    AddEntryColumn<double>("x", ColumnType::kDouble,
                           [](const auto&, const auto& report) { return report.x; });
  }

  void AddEntryColumns() {
    constexpr std::array<absl::string_view, kNumEntryTexts> kNames = {
        "program", "version", "goversion", "goos", "goarch"};
    for (int i = 0; i < kNumEntryTexts; ++i) {
      AddEntryTexts(
          kNames[i],
          [i](const RowScanner& scanner) -> const TextIds& { return scanner.entry_texts()[i]; },
          [i](const auto& entry, const auto&) { return entry.texts[i]; });
    }
  }

  void AddOwnColumns() {
    switch (kind_) {
      case DatasetTableKind::kCounters:
        AddNameTexts("chart", [](const NameParts& parts) { return parts.chart; });
        AddNameTexts("bucket", [](const NameParts& parts) { return parts.bucket; });
        return AddValues();
      case DatasetTableKind::kStacks:
        AddNameTexts("stack", [](const NameParts& parts) { return parts.chart; });
        AddNameTexts("frames", [](const NameParts& parts) { return parts.bucket; });
        return AddValues();
      case DatasetTableKind::kPrograms:
        AddEntryColumn<int32_t>("counters", ColumnType::kInt32,
                                [](const auto& entry, const auto&) { return entry.num_counters; });
        AddEntryColumn<int32_t>("stacks", ColumnType::kInt32,
                                [](const auto& entry, const auto&) { return entry.num_stacks; });
        return;
      case DatasetTableKind::kReports:
        AddEntryColumn<int32_t>("last_week", ColumnType::kDay,
                                [](const auto&, const auto& report) { return report.last_week; });
        AddEntryTexts(
            "config", [](const RowScanner& scanner) -> const TextIds& { return scanner.configs(); },
            [](const auto&, const auto& report) { return report.config; });
        AddEntryColumn<int32_t>(
            "programs", ColumnType::kInt32,
            [](const auto&, const auto& report) { return report.num_programs; });
        return;
    }
  }

  void AddValues() {
    if (!Wants("value")) return;
    fills_.push_back(FillRows<int64_t>(
        AddColumn("value", ColumnType::kInt64),
        [](const ScannedBlock& block, size_t row) { return block.rows.values[row]; }));
  }

  // Fills all columns block by block, freeing the finished blocks.
  absl::Status FillAll(int threads, absl::FunctionRef<bool()> is_cancelled) {
    // Relaxed: only the number is shared; the table is read after the threads are joined.
    std::atomic<size_t> next = 0;
    bool cancelled = false;
    absl::Status status = RunInParallel(threads, [&](int thread) {
      for (size_t i = 0; (i = next.fetch_add(1, std::memory_order_relaxed)) < places_.size();) {
        if (thread == 0 && is_cancelled()) {
          cancelled = true;
          next.store(places_.size(), std::memory_order_relaxed);
          return;
        }
        for (const Fill& fill : fills_) fill(places_[i]);
        blocks_[i].rows = RowBlock();
      }
    });
    return cancelled ? absl::CancelledError("cancelled") : status;
  }

  // Makes missing days null.
  void SetNulls() {
    for (Column& column : table_->mutable_columns()) {
      // Every report has a week; other days may be missing, in whichever table they are.
      if (column.type() != ColumnType::kDay || column.name() == "week") continue;
      const absl::Span<const int32_t> days = column.Values<int32_t>();
      for (int64_t row = 0; row < num_rows_; ++row) {
        if (days[row] == kNoDay) column.SetNull(row);
      }
    }
  }

  const DatasetTableKind kind_;
  const absl::Span<const std::unique_ptr<RowScanner>> scanners_;
  std::vector<ScannedBlock> blocks_;
  const absl::flat_hash_set<std::string>& columns_;
  std::vector<Place> places_;
  int64_t num_rows_ = 0;
  std::shared_ptr<Table> table_;
  std::vector<Fill> fills_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const Table>> BuildTable(
    DatasetTableKind kind, absl::Span<const std::unique_ptr<RowScanner>> scanners,
    std::vector<ScannedBlock> blocks, const absl::flat_hash_set<std::string>& columns, int threads,
    absl::FunctionRef<bool()> is_cancelled) {
  return TableBuilder(kind, scanners, std::move(blocks), columns).Build(threads, is_cancelled);
}

}  // namespace telemetry::report_internal
