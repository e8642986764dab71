// The functions and source lines of a program's code, without its debug information.
//
//   SymbolTableBuilder builder;
//   const uint32_t count = builder.AddFunction({.function = builder.Text("tool::Count"),
//                                               .function_line = 117, .entry = 0x11d0});
//   builder.AddCode({.begin = 0x11d0, .end = 0x1200, .site = count,
//                    .file = builder.Text("tool/wc.cc"), .line = 120});
//   SymbolTable table = std::move(builder).Build("3f2a9c0b6d1e4f58", "wc");
//   table.Find(0x11eb).front().line;  // 120

#ifndef REPORT_SOURCE_LINES_SYMBOL_TABLE_H_
#define REPORT_SOURCE_LINES_SYMBOL_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "report/source_lines/source_frame.h"

namespace telemetry {

// What a symbol table consists of. Texts, sites and rows refer to each other by number.
struct SymbolTableParts {
  // Number 0, in each of the two lists, stands for "unknown".
  static constexpr uint32_t kUnknown = 0;

  // A function, or a place where one was inlined into another.
  struct Site {
    // Number of the site that this one was inlined into, which is smaller; 0 for a function.
    uint32_t parent = kUnknown;
    // Number of the text with the name.
    uint32_t function = kUnknown;
    int32_t function_line = 0;
    // Of the call, if it was inlined: number of the text with the path, and the line.
    uint32_t call_file = kUnknown;
    int32_t call_line = 0;
    // The function's start address; 0 if it was inlined.
    uint64_t entry = 0;

    friend bool operator==(const Site&, const Site&) = default;
  };

  // From an address up to that of the next row.
  struct Row {
    uint64_t begin = 0;
    // The innermost site; 0: nothing is known.
    uint32_t site = kUnknown;
    uint32_t file = kUnknown;
    int32_t line = 0;

    friend bool operator==(const Row&, const Row&) = default;
  };

  std::string build_id = {};
  std::string object = {};
  std::vector<std::string> texts = {""};
  std::vector<Site> sites = {Site()};
  // By address.
  std::vector<Row> rows = {};
};

// Immutable, so that any number of threads may use it.
class SymbolTable final : public SourceLines {
 public:
  // Precondition: numbers in `parts` are those of texts and sites that it has, a parent's number is
  // less than that of its site, and rows are in order.
  explicit SymbolTable(SymbolTableParts parts);

  const std::string& build_id() const override { return parts_.build_id; }
  const std::string& object() const override { return parts_.object; }
  // At most kMaxSourceFrames. O(log n).
  std::vector<SourceFrame> Find(uint64_t address) override;

  const SymbolTableParts& parts() const { return parts_; }
  // Whether a line is known at all.
  bool has_lines() const;

 private:
  SymbolTableParts parts_;
};

// Collects what is known about code, in any order. Not thread-safe.
class SymbolTableBuilder {
 public:
  using Site = SymbolTableParts::Site;

  // Code from `begin` up to `end`.
  struct Code {
    uint64_t begin = 0;
    uint64_t end = 0;
    uint32_t site = SymbolTableParts::kUnknown;
    uint32_t file = SymbolTableParts::kUnknown;
    int32_t line = 0;
  };

  // The number of a text, which is cut to kMaxSourceTextBytes.
  uint32_t Text(absl::string_view text);
  // The number of a function, or of a place where one was inlined into `site.parent`.
  uint32_t AddFunction(const Site& site);
  // Of code that was added before, nothing changes.
  void AddCode(const Code& code);
  // Adds `functions` where no code is known that was added with AddCode().
  void FillGaps(std::vector<Code> functions);

  SymbolTable Build(std::string build_id, std::string object) &&;

 private:
  // Sorts the code, and removes what is added twice.
  void Normalize();

  SymbolTableParts parts_;
  absl::flat_hash_map<std::string, uint32_t> numbers_ = {{"", 0}};
  std::vector<Code> code_;
};

}  // namespace telemetry

#endif  // REPORT_SOURCE_LINES_SYMBOL_TABLE_H_
