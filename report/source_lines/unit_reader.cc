#include "report/source_lines/unit_reader.h"

#include <dwarf.h>
#include <gelf.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "report/source_lines/dwarf_names.h"

namespace telemetry::report_internal {
namespace {

constexpr uint32_t kNone = SymbolTableParts::kUnknown;

// A file of 64 KiB can nest its entries as deep as it has bytes, and libdw looks for what follows an
// entry by walking over all that is in it. Compilers nest some dozens.
constexpr int kMaxDepth = 256;

std::vector<std::pair<uint64_t, uint64_t>> ExecutableSections(Dwfl_Module* module,
                                                              GElf_Addr& bias) {
  std::vector<std::pair<uint64_t, uint64_t>> sections;
  Elf* const elf = dwfl_module_getelf(module, &bias);
  Elf_Scn* section = nullptr;
  while (elf != nullptr && (section = elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    if ((header.sh_flags & SHF_ALLOC) == 0 || (header.sh_flags & SHF_EXECINSTR) == 0) continue;
    sections.emplace_back(header.sh_addr, header.sh_addr + header.sh_size);
  }
  return sections;
}

std::string TextOf(Dwarf_Die& entry, std::initializer_list<unsigned int> names) {
  Dwarf_Attribute attribute;
  for (const unsigned int name : names) {
    const char* text = dwarf_formstring(dwarf_attr(&entry, name, &attribute));
    if (text != nullptr) return text;
  }
  return "";
}

}  // namespace

UnitReader::UnitReader(Dwfl_Module* module, SymbolTableBuilder& builder)
    : module_(module), builder_(builder), executable_(ExecutableSections(module, file_bias_)) {}

bool UnitReader::IsCode(uint64_t address) const {
  return std::any_of(executable_.begin(), executable_.end(), [address](const auto& section) {
    return address >= section.first && address < section.second;
  });
}

void UnitReader::Read(Dwarf_Die& unit, Dwarf_Addr bias) {
  shift_ = bias - file_bias_;
  names_.clear();
  Dwarf_Die other = {};
  Dwarf_Die& functions = FunctionsOf(unit, other);
  Sites sites;
  ReadFunctions(functions, functions, 0, kNone, sites);
  AddCode(LinesOf(unit), sites);
}

Dwarf_Die& UnitReader::FunctionsOf(Dwarf_Die& unit, Dwarf_Die& other) {
  Dwarf_Half version = 0;
  uint8_t unit_type = 0;
  Dwarf_Die split = {};
  const int status =
      dwarf_cu_info(unit.cu, &version, &unit_type, nullptr, &split, nullptr, nullptr, nullptr);
  if (status != 0 || unit_type != DW_UT_skeleton) return unit;
  if (split.addr == nullptr) {
    missing_.push_back(TextOf(unit, {DW_AT_dwo_name, DW_AT_GNU_dwo_name}));
    return unit;
  }
  other = split;
  return other;
}

void UnitReader::ReadFunctions(Dwarf_Die& unit, Dwarf_Die& entry, int depth, uint32_t parent,
                               Sites& sites) {
  Dwarf_Die child;
  if (depth == kMaxDepth || dwarf_child(&entry, &child) != 0) return;
  do {
    uint32_t site = parent;
    const int tag = dwarf_tag(&child);
    if (tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine) {
      // A function in another one, as that of a lambda is, is a function of its own.
      site = AddSite(unit, child, tag == DW_TAG_subprogram ? kNone : parent);
      Paint(child, site, sites);
    }
    ReadFunctions(unit, child, depth + 1, site, sites);
  } while (dwarf_siblingof(&child, &child) == 0);
}

UnitReader::Name UnitReader::NameOf(Dwarf_Die& entry) {
  Dwarf_Attribute attribute;
  Dwarf_Die origin = entry;
  dwarf_formref_die(dwarf_attr(&entry, DW_AT_abstract_origin, &attribute), &origin);
  const auto [name, is_new] = names_.try_emplace(origin.addr);
  if (is_new) {
    name->second = {.text = builder_.Text(DwarfFunctionName(entry)),
                    .line = DwarfFunctionLine(entry)};
  }
  return name->second;
}

uint32_t UnitReader::AddSite(Dwarf_Die& unit, Dwarf_Die& entry, uint32_t parent) {
  // A declaration, or the origin of inlined functions.
  if (dwarf_hasattr(&entry, DW_AT_low_pc) == 0 && dwarf_hasattr(&entry, DW_AT_ranges) == 0) {
    return parent;
  }
  const Name name = NameOf(entry);
  SymbolTableBuilder::Site site = {
      .parent = parent, .function = name.text, .function_line = name.line};
  Dwarf_Addr address = 0;
  if (parent != kNone) {
    site.call_file = builder_.Text(DwarfCallFile(unit, entry));
    site.call_line = DwarfCallLine(entry);
  } else if (dwarf_entrypc(&entry, &address) == 0) {
    site.entry = InFile(address);
  }
  return builder_.AddFunction(site);
}

void UnitReader::Paint(Dwarf_Die& entry, uint32_t site, Sites& sites) {
  Dwarf_Addr base = 0;
  Dwarf_Addr first = 0;
  Dwarf_Addr last = 0;
  for (ptrdiff_t offset = 0; (offset = dwarf_ranges(&entry, offset, &base, &first, &last)) > 0;) {
    const uint64_t begin = InFile(first);
    const uint64_t end = InFile(last);
    if (begin >= end || !IsCode(begin)) continue;
    // The map has the site from each key up to the next one.
    const auto after = sites.upper_bound(end);
    const uint32_t continued = after == sites.begin() ? kNone : std::prev(after)->second;
    sites.erase(sites.lower_bound(begin), after);
    sites[begin] = site;
    sites[end] = continued;
  }
}

std::vector<UnitReader::Line> UnitReader::LinesOf(Dwarf_Die& unit) {
  std::vector<Line> result;
  Dwarf_Lines* lines = nullptr;
  size_t count = 0;
  if (dwarf_getsrclines(&unit, &lines, &count) != 0) return result;
  for (size_t i = 0; i < count; ++i) {
    Dwarf_Line* const line = dwarf_onesrcline(lines, i);
    Dwarf_Addr address = 0;
    bool is_end = false;
    int number = 0;
    if (dwarf_lineaddr(line, &address) != 0 || dwarf_lineendsequence(line, &is_end) != 0) continue;
    dwarf_lineno(line, &number);
    const char* const file = is_end ? nullptr : dwarf_linesrc(line, nullptr, nullptr);
    const Line next = {.begin = InFile(address),
                       .file = builder_.Text(file == nullptr ? "" : file),
                       .line = is_end ? 0 : number};
    // Of several lines at one address, the last one counts. An end says nothing about the code
    // that begins there.
    if (!result.empty() && result.back().begin == next.begin) {
      if (!is_end) result.back() = next;
    } else {
      result.push_back(next);
    }
  }
  return result;
}

void UnitReader::AddCode(const std::vector<Line>& lines, const Sites& sites) {
  auto line = lines.begin();
  auto site = sites.begin();
  SymbolTableBuilder::Code code;
  // Goes from one address at which anything begins to the next.
  while (line != lines.end() || site != sites.end()) {
    const uint64_t at_line = line == lines.end() ? UINT64_MAX : line->begin;
    const uint64_t at_site = site == sites.end() ? UINT64_MAX : site->first;
    const uint64_t at = std::min(at_line, at_site);
    code.end = at;
    if (IsCode(code.begin)) {
      if (code.site != kNone) {
        builder_.AddCode(code);
      } else if (code.line != 0) {
        AddNameless(code);
      }
    }
    code.begin = at;
    if (at_line == at) {
      code.file = line->file;
      code.line = line->line;
      ++line;
    }
    if (at_site == at) {
      code.site = site->second;
      ++site;
    }
  }
}

void UnitReader::AddNameless(SymbolTableBuilder::Code code) {
  while (code.begin < code.end) {
    const SymbolTableBuilder::Code symbol = SymbolAt(code.begin);
    SymbolTableBuilder::Code part = code;
    part.site = symbol.site;
    // Several functions may follow each other within one line.
    if (symbol.end > code.begin) part.end = std::min(part.end, symbol.end);
    if (part.site != kNone) builder_.AddCode(part);
    code.begin = part.end;
  }
}

SymbolTableBuilder::Code UnitReader::SymbolAt(uint64_t address) {
  GElf_Off offset = 0;
  GElf_Sym symbol = {};
  const char* const name = dwfl_module_addrinfo(module_, address + file_bias_, &offset, &symbol,
                                                nullptr, nullptr, nullptr);
  if (name == nullptr) return {};
  const uint64_t begin = address - offset;
  const auto [found, is_new] = symbols_.try_emplace(begin);
  if (is_new) {
    found->second = {.begin = begin,
                     .end = begin + symbol.st_size,
                     .site = builder_.AddFunction(
                         {.function = builder_.Text(ReadableSymbol(name)), .entry = begin})};
  }
  return found->second;
}

void UnitReader::ReadSymbols() {
  std::vector<SymbolTableBuilder::Code> functions;
  const int count = dwfl_module_getsymtab(module_);
  for (int i = 1; i < count; ++i) {
    GElf_Sym symbol;
    GElf_Addr address = 0;
    const char* const name =
        dwfl_module_getsym_info(module_, i, &symbol, &address, nullptr, nullptr, nullptr);
    if (name == nullptr || GELF_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_size == 0)
      continue;
    const uint64_t begin = address - file_bias_;
    if (!IsCode(begin)) continue;
    functions.push_back(SymbolAt(begin));
  }
  builder_.FillGaps(std::move(functions));
}

}  // namespace telemetry::report_internal
