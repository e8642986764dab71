#include "report/dataset/internal/row_scanner.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "report/dataset/internal/split_name.h"
#include "report/dataset/report_line.h"
#include "storage/civil_day.h"

namespace telemetry::report_internal {
namespace {

namespace dom = simdjson::dom;

// The part of a name that the chart filter applies to.
absl::string_view ChartOf(absl::string_view name, DatasetTableKind kind) {
  return (kind == DatasetTableKind::kStacks ? SplitStackName(name) : SplitCounterName(name)).chart;
}

// A count; null is 0.
bool ReadCount(dom::element value, int64_t& count) {
  return value.is_null() || (!value.get(count) && count >= 0);
}

absl::Status NotACount(std::string_view name) {
  return NotA("a count, an integer from 0 to 2^63-1", ToAbsl(name));
}

absl::Status CheckCounts(dom::object counts) {
  int64_t count;
  for (const auto [name, value] : counts) {
    if (!ReadCount(value, count)) return NotACount(name);
  }
  return absl::OkStatus();
}

int32_t Size(const dom::object& object) { return static_cast<int32_t>(object.size()); }

}  // namespace

int32_t RowScanner::LastDay::Parse(absl::string_view text) {
  if (text == text_) return day_;
  const std::optional<absl::CivilDay> day = ParseCivilDay(text);
  text_ = std::string(text);
  day_ = day.has_value() ? static_cast<int32_t>(*day - absl::CivilDay(1970, 1, 1)) : kNoDay;
  return day_;
}

bool RowScanner::KeepsEntry(const EntryTexts& texts) const {
  for (size_t i = 0; i < texts.size(); ++i) {
    if (!entry_filters_[i]->empty() && !entry_filters_[i]->contains(texts[i])) return false;
  }
  return true;
}

bool RowScanner::KeepsWeek(int32_t week) const {
  return filter_.weeks.empty() || filter_.weeks.contains(absl::CivilDay(1970, 1, 1) + week);
}

absl::Status RowScanner::Scan(absl::string_view line, RowBlock& block) {
  dom::object report;
  if (absl::Status status = ParseReportLine(parser_, line, report); !status.ok()) return status;
  if (absl::Status status = ReadWholeLine(report, line_); !status.ok()) return status;
  return Scan(line_, block, /*is_checked=*/false);
}

absl::Status RowScanner::Scan(const WholeLine& line, RowBlock& block, bool is_checked) {
  is_checked_ = is_checked;
  const size_t num_reports = block.reports.size();
  const size_t num_entries = block.entries.size();
  const size_t num_rows = block.values.size();
  absl::Status status = ScanReport(line, block);
  if (!status.ok()) {
    block.reports.resize(num_reports);
    block.entries.resize(num_entries);
    block.names.resize(num_rows);
    block.values.resize(num_rows);
  }
  return status;
}

absl::Status RowScanner::ScanReport(const WholeLine& line, RowBlock& block) {
  const LineReport& report = line.report;
  RowBlock::Report row = {};
  row.x = report.x;
  row.week = week_.Parse(report.week);
  if (row.week == kNoDay) return NotA("a day", absl::StrCat("Week \"", report.week, "\""));
  // Go takes it from a file name, which can be anything.
  row.last_week = last_week_.Parse(report.last_week);
  row.config = configs_.IdOfRepeated(report.config);
  row.num_programs = static_cast<int32_t>(line.programs.size());

  const size_t first_entry = block.entries.size();
  const size_t first_row = block.values.size();
  block.reports.push_back(row);
  for (const LineProgram& program : line.programs) {
    if (absl::Status status = ScanEntry(program, block); !status.ok()) return status;
  }
  const bool is_report_row = kind_ == DatasetTableKind::kReports;
  const bool filters_entries = std::any_of(entry_filters_.begin(), entry_filters_.end(),
                                           [](const auto* filter) { return !filter->empty(); });
  const bool kept = KeepsWeek(row.week) &&
                    (!is_report_row || !filters_entries || block.entries.size() > first_entry);
  if (is_report_row || !kept) block.entries.resize(first_entry);
  if (!kept) {
    block.names.resize(first_row);
    block.values.resize(first_row);
    block.reports.pop_back();
  } else if (is_report_row) {
    RowBlock::Entry entry = {};
    entry.report = static_cast<uint32_t>(block.reports.size() - 1);
    entry.num_rows = 1;
    block.entries.push_back(entry);
  }
  return absl::OkStatus();
}

absl::Status RowScanner::ScanEntry(const LineProgram& program, RowBlock& block) {
  const EntryTexts texts = program.build.Texts();
  const bool kept = KeepsEntry(texts);
  const size_t first_row = block.values.size();
  RowBlock::Entry entry = {};
  entry.report = static_cast<uint32_t>(block.reports.size() - 1);
  ++num_entries_;
  for (const bool is_stacks : {false, true}) {
    if (!(is_stacks ? program.has_stacks : program.has_counters)) continue;
    const dom::object& counts = is_stacks ? program.stacks : program.counters;
    (is_stacks ? entry.num_stacks : entry.num_counters) = Size(counts);
    const bool wanted =
        kept && kind_ == (is_stacks ? DatasetTableKind::kStacks : DatasetTableKind::kCounters);
    absl::Status status;
    if (wanted) {
      status = ScanCounts(counts, block);
    } else if (!is_checked_) {
      status = CheckCounts(counts);
    }
    if (!status.ok()) return status;
  }
  if (!kept) return absl::OkStatus();
  // A report's row has no texts of entries.
  for (size_t i = 0; i < texts.size() && kind_ != DatasetTableKind::kReports; ++i) {
    entry.texts[i] = entry_texts_[i].IdOfRepeated(texts[i]);
  }
  const bool has_names = kind_ == DatasetTableKind::kCounters || kind_ == DatasetTableKind::kStacks;
  entry.num_rows = has_names ? static_cast<uint32_t>(block.values.size() - first_row) : 1;
  block.entries.push_back(entry);
  return absl::OkStatus();
}

absl::Status RowScanner::ScanCounts(dom::object counts, RowBlock& block) {
  for (const auto [name, value] : counts) {
    int64_t count = 0;
    if (!ReadCount(value, count)) return NotACount(name);
    const uint32_t id = NameId(name);
    NameState& state = name_states_[id];
    if (!state.kept) continue;
    if (state.last_entry == num_entries_) {
      block.values[state.last_row] = count;
      continue;
    }
    state.last_entry = num_entries_;
    state.last_row = block.values.size();
    block.names.push_back(id);
    block.values.push_back(count);
  }
  return absl::OkStatus();
}

uint32_t RowScanner::NameId(std::string_view name) {
  const uint32_t id = names_.Id(ToAbsl(name));
  if (id == name_states_.size()) {
    NameState& state = name_states_.emplace_back();
    state.kept = filter_.charts.empty() || filter_.charts.contains(ChartOf(ToAbsl(name), kind_));
  }
  return id;
}

}  // namespace telemetry::report_internal
