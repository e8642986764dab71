// Reads the functions and lines of one compilation unit from its debug information (DWARF),
// including what was compiled into a separate .dwo file.
//
//   SymbolTableBuilder builder;
//   UnitReader reader(module, builder);
//   Dwarf_Addr bias = 0;
//   for (Dwarf_Die* unit = nullptr; (unit = dwfl_module_nextcu(module, unit, &bias)) != nullptr;) {
//     reader.Read(*unit, bias);
//   }
//   for (const std::string& file : reader.missing()) show(file);
//
// Not thread-safe: libdw is not.

#ifndef REPORT_SOURCE_LINES_UNIT_READER_H_
#define REPORT_SOURCE_LINES_UNIT_READER_H_

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "report/source_lines/symbol_table.h"

namespace telemetry::report_internal {

class UnitReader {
 public:
  // Both must outlive this. `module` is of a file, not of a process.
  UnitReader(Dwfl_Module* module, SymbolTableBuilder& builder);

  // Adds the unit, whose addresses differ by `bias` from those of the module. Code in no executable
  // section of the file, as that of functions that the linker threw away, is left out.
  void Read(Dwarf_Die& unit, Dwarf_Addr bias);

  // Adds the functions of the file's symbol table where no unit has code.
  void ReadSymbols();

  // The .dwo files that could not be read: their functions are missing, but not their lines.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  // The innermost site from each address up to the next one.
  using Sites = std::map<uint64_t, uint32_t>;
  // A line of the source, up to the next one's address.
  struct Line {
    uint64_t begin;
    uint32_t file;
    int32_t line;
  };
  struct Name {
    uint32_t text;
    int32_t line;
  };

  // The unit with the functions: `unit` itself or the one of its .dwo file, put into `other`.
  Dwarf_Die& FunctionsOf(Dwarf_Die& unit, Dwarf_Die& other);
  // Adds the functions below `entry`, which is so deep in the unit and in which `parent` is the
  // innermost site.
  void ReadFunctions(Dwarf_Die& unit, Dwarf_Die& entry, int depth, uint32_t parent, Sites& sites);
  uint32_t AddSite(Dwarf_Die& unit, Dwarf_Die& entry, uint32_t parent);
  Name NameOf(Dwarf_Die& entry);
  // Sets the innermost site of the entry's ranges.
  void Paint(Dwarf_Die& entry, uint32_t site, Sites& sites);
  std::vector<Line> LinesOf(Dwarf_Die& unit);
  void AddCode(const std::vector<Line>& lines, const Sites& sites);
  // Adds code of which no entry says which function it is in.
  void AddNameless(SymbolTableBuilder::Code code);
  // The function of the symbol table at an address; an empty range if there is none.
  SymbolTableBuilder::Code SymbolAt(uint64_t address);
  bool IsCode(uint64_t address) const;
  // A unit's address as the file has it.
  uint64_t InFile(Dwarf_Addr address) const { return address + shift_; }

  Dwfl_Module* const module_;
  SymbolTableBuilder& builder_;
  // From addresses of the file to those of the module.
  GElf_Addr file_bias_ = 0;
  // Begin and end of each executable section. Set together with the bias, so it comes after it.
  std::vector<std::pair<uint64_t, uint64_t>> executable_;
  // From addresses of the unit that is being read to those of the file; wraps around.
  uint64_t shift_ = 0;
  // By the place of the entry in memory, of the unit that is being read.
  absl::flat_hash_map<const void*, Name> names_;
  // By start address.
  absl::flat_hash_map<uint64_t, SymbolTableBuilder::Code> symbols_;
  std::vector<std::string> missing_;
};

}  // namespace telemetry::report_internal

#endif  // REPORT_SOURCE_LINES_UNIT_READER_H_
