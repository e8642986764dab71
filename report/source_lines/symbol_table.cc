#include "report/source_lines/symbol_table.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace telemetry {
namespace {

using Code = SymbolTableBuilder::Code;

bool BeginsBefore(const Code& a, const Code& b) { return a.begin < b.begin; }

// The part of `code` that begins at `begin`.
Code From(Code code, uint64_t begin) {
  code.begin = std::max(code.begin, begin);
  return code;
}

}  // namespace

SymbolTable::SymbolTable(SymbolTableParts parts) : parts_(std::move(parts)) {}

std::vector<SourceFrame> SymbolTable::Find(uint64_t address) {
  const auto next = std::upper_bound(
      parts_.rows.begin(), parts_.rows.end(), address,
      [](uint64_t value, const SymbolTableParts::Row& row) { return value < row.begin; });
  if (next == parts_.rows.begin()) return {};
  const SymbolTableParts::Row& row = *std::prev(next);
  std::vector<SourceFrame> frames;
  uint32_t file = row.file;
  int32_t line = row.line;
  uint64_t entry = 0;
  for (uint32_t number = row.site; number != SymbolTableParts::kUnknown;) {
    const SymbolTableParts::Site& site = parts_.sites[number];
    if (frames.size() < kMaxSourceFrames) {
      frames.push_back({.function = parts_.texts[site.function],
                        .line = line,
                        .file = parts_.texts[file],
                        .function_line = site.function_line});
    }
    file = site.call_file;
    line = site.call_line;
    entry = site.entry;
    number = site.parent;
  }
  for (SourceFrame& frame : frames) frame.entry = entry;
  return frames;
}

bool SymbolTable::has_lines() const {
  return std::any_of(parts_.rows.begin(), parts_.rows.end(),
                     [](const SymbolTableParts::Row& row) { return row.line != 0; });
}

uint32_t SymbolTableBuilder::Text(absl::string_view text) {
  text = text.substr(0, kMaxSourceTextBytes);
  const auto next = static_cast<uint32_t>(parts_.texts.size());
  const auto [entry, is_new] = numbers_.try_emplace(text, next);
  if (is_new) parts_.texts.emplace_back(text);
  return entry->second;
}

uint32_t SymbolTableBuilder::AddFunction(const Site& site) {
  parts_.sites.push_back(site);
  return static_cast<uint32_t>(parts_.sites.size() - 1);
}

void SymbolTableBuilder::AddCode(const Code& code) {
  if (code.begin < code.end) code_.push_back(code);
}

void SymbolTableBuilder::Normalize() {
  std::stable_sort(code_.begin(), code_.end(), BeginsBefore);
  std::vector<Code> kept;
  kept.reserve(code_.size());
  uint64_t end = 0;
  for (const Code& code : code_) {
    const Code rest = From(code, end);
    if (rest.begin >= rest.end) continue;
    kept.push_back(rest);
    end = rest.end;
  }
  code_ = std::move(kept);
}

void SymbolTableBuilder::FillGaps(std::vector<Code> functions) {
  Normalize();
  std::stable_sort(functions.begin(), functions.end(), BeginsBefore);
  std::vector<Code> filled;
  const auto add_until = [&](Code function, uint64_t end) {
    function.end = std::min(function.end, end);
    if (function.begin < function.end) filled.push_back(function);
  };
  auto known = code_.begin();
  uint64_t filled_until = 0;
  for (const Code& function : functions) {
    Code rest = From(function, filled_until);
    filled_until = std::max(filled_until, function.end);
    while (known != code_.end() && known->end <= rest.begin) ++known;
    for (auto next = known; next != code_.end() && next->begin < rest.end; ++next) {
      add_until(rest, next->begin);
      rest = From(rest, next->end);
    }
    add_until(rest, rest.end);
  }
  code_.insert(code_.end(), filled.begin(), filled.end());
}

SymbolTable SymbolTableBuilder::Build(std::string build_id, std::string object) && {
  Normalize();
  parts_.build_id = std::move(build_id);
  parts_.object = std::move(object);
  uint64_t end = 0;
  SymbolTableParts::Row last;
  const auto add = [&](const SymbolTableParts::Row& row) {
    const bool is_same = row.site == last.site && row.file == last.file && row.line == last.line;
    if (!is_same) parts_.rows.push_back(row);
    last = row;
  };
  for (const Code& code : code_) {
    if (code.begin > end) add({.begin = end});
    add({.begin = code.begin, .site = code.site, .file = code.file, .line = code.line});
    end = code.end;
  }
  if (!code_.empty()) add({.begin = end});
  return SymbolTable(std::move(parts_));
}

}  // namespace telemetry
