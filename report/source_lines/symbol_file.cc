#include "report/source_lines/symbol_file.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace telemetry {
namespace {

constexpr absl::string_view kFormat = "gotelemetry symbols 1";
constexpr absl::string_view kBuild = "build ";
constexpr absl::string_view kObject = "object ";
constexpr absl::string_view kText = "t ";

// A number of a line, decimal or hexadecimal, that is at most `max`.
bool ReadNumber(absl::string_view text, int base, uint64_t max, uint64_t& number) {
  const bool is_plain = !text.empty() && text.find_first_of("+-xX ") == absl::string_view::npos;
  return is_plain &&
         (base == 16 ? absl::SimpleHexAtoi(text, &number) : absl::SimpleAtoi(text, &number)) &&
         number <= max;
}

// Reads lines one after another; the first that is wrong ends it.
class Reader {
 public:
  explicit Reader(absl::string_view text) : rest_(text) {}

  absl::StatusOr<SymbolTable> Read() {
    bool is_good =
        TakeLine() && line_ == kFormat && TakeLine() && absl::ConsumePrefix(&line_, kBuild);
    parts_.build_id = std::string(line_);
    is_good = is_good && TakeLine() && absl::ConsumePrefix(&line_, kObject) &&
              Unescape(line_, parts_.object);
    while (is_good && !rest_.empty()) is_good = TakeLine() && ReadPart();
    if (!is_good)
      return absl::DataLossError(absl::StrCat("line ", number_, " is no part of a symbol file"));
    return SymbolTable(std::move(parts_));
  }

 private:
  // False if there is no whole line left.
  bool TakeLine() {
    const size_t end = rest_.find('\n');
    ++number_;
    if (end == absl::string_view::npos) return false;
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return true;
  }

  static bool Unescape(absl::string_view text, std::string& result) {
    return absl::CUnescape(text, &result);
  }

  bool ReadPart() {
    if (absl::ConsumePrefix(&line_, kText)) return Unescape(line_, parts_.texts.emplace_back());
    const std::vector<absl::string_view> words = absl::StrSplit(line_, ' ');
    if (words[0] == "r" && words.size() == 5) return ReadRow(words);
    if (words[0] == "f" && words.size() == 4) return ReadFunction(words);
    return words[0] == "i" && words.size() == 6 && ReadCall(words);
  }

  bool ReadFunction(const std::vector<absl::string_view>& words) {
    SymbolTableParts::Site site;
    uint64_t entry = 0;
    if (!ReadText(words[1], site.function) || !ReadLine(words[2], site.function_line) ||
        !ReadNumber(words[3], 16, UINT64_MAX, entry)) {
      return false;
    }
    site.entry = entry;
    parts_.sites.push_back(site);
    return true;
  }

  bool ReadCall(const std::vector<absl::string_view>& words) {
    SymbolTableParts::Site site;
    if (!ReadSite(words[1], site.parent) || site.parent == SymbolTableParts::kUnknown ||
        !ReadText(words[2], site.function) || !ReadLine(words[3], site.function_line) ||
        !ReadText(words[4], site.call_file) || !ReadLine(words[5], site.call_line)) {
      return false;
    }
    parts_.sites.push_back(site);
    return true;
  }

  bool ReadRow(const std::vector<absl::string_view>& words) {
    SymbolTableParts::Row row;
    uint64_t begin = 0;
    if (!ReadNumber(words[1], 16, UINT64_MAX, begin) || !ReadSite(words[2], row.site) ||
        !ReadText(words[3], row.file) || !ReadLine(words[4], row.line)) {
      return false;
    }
    row.begin = begin;
    if (!parts_.rows.empty() && parts_.rows.back().begin >= row.begin) return false;
    parts_.rows.push_back(row);
    return true;
  }

  // Numbers of what is there already.
  bool ReadText(absl::string_view word, uint32_t& text) const {
    return ReadIndex(word, parts_.texts.size(), text);
  }
  bool ReadSite(absl::string_view word, uint32_t& site) const {
    return ReadIndex(word, parts_.sites.size(), site);
  }
  static bool ReadIndex(absl::string_view word, size_t size, uint32_t& index) {
    uint64_t number = 0;
    if (!ReadNumber(word, 10, size - 1, number)) return false;
    index = static_cast<uint32_t>(number);
    return true;
  }
  static bool ReadLine(absl::string_view word, int32_t& line) {
    uint64_t number = 0;
    if (!ReadNumber(word, 10, INT32_MAX, number)) return false;
    line = static_cast<int32_t>(number);
    return true;
  }

  absl::string_view rest_;
  absl::string_view line_;
  int64_t number_ = 0;
  SymbolTableParts parts_;
};

}  // namespace

std::string SymbolTableToText(const SymbolTable& table) {
  const SymbolTableParts& parts = table.parts();
  std::string text = absl::StrCat(kFormat, "\n", kBuild, parts.build_id, "\n", kObject,
                                  absl::CEscape(parts.object), "\n");
  for (size_t i = 1; i < parts.texts.size(); ++i) {
    absl::StrAppend(&text, kText, absl::CEscape(parts.texts[i]), "\n");
  }
  for (size_t i = 1; i < parts.sites.size(); ++i) {
    const SymbolTableParts::Site& site = parts.sites[i];
    if (site.parent == SymbolTableParts::kUnknown) {
      absl::StrAppend(&text, "f ", site.function, " ", site.function_line, " ",
                      absl::Hex(site.entry), "\n");
    } else {
      absl::StrAppend(&text, "i ", site.parent, " ", site.function, " ", site.function_line, " ",
                      site.call_file, " ", site.call_line, "\n");
    }
  }
  for (const SymbolTableParts::Row& row : parts.rows) {
    absl::StrAppend(&text, "r ", absl::Hex(row.begin), " ", row.site, " ", row.file, " ", row.line,
                    "\n");
  }
  return text;
}

absl::StatusOr<SymbolTable> SymbolTableFromText(absl::string_view text) {
  return Reader(text).Read();
}

}  // namespace telemetry
