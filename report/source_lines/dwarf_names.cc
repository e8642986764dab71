#include "report/source_lines/dwarf_names.h"

#include <dwarf.h>
#include <stdlib.h>

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "report/source_lines/source_frame.h"
#include "storage/stack/function_name.h"

namespace telemetry::report_internal {
namespace {

std::string Cut(absl::string_view text) { return std::string(text.substr(0, kMaxSourceTextBytes)); }

// The entry that says where a function was declared. It differs from `entry` for an inlined call
// and for a function that is defined outside its scope.
Dwarf_Die DeclarationOf(Dwarf_Die entry) {
  Dwarf_Attribute attribute;
  Dwarf_Die other;
  for (const unsigned int reference : {DW_AT_abstract_origin, DW_AT_specification}) {
    if (dwarf_formref_die(dwarf_attr(&entry, reference, &attribute), &other) != nullptr) {
      entry = other;
    }
  }
  return entry;
}

bool IsNamedScope(Dwarf_Die& entry) {
  switch (dwarf_tag(&entry)) {
    case DW_TAG_namespace:
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
      return dwarf_diename(&entry) != nullptr;
    default:
      return false;
  }
}

// The DWARF name of a function that other units cannot refer to and that thus has no linkage name.
std::string LocalNameOf(Dwarf_Die& entry) {
  Dwarf_Die declaration = DeclarationOf(entry);
  const char* name = dwarf_diename(&declaration);
  if (name == nullptr) return "";
  std::string qualified = name;
  Dwarf_Die* scopes = nullptr;
  const int count = dwarf_getscopes_die(&declaration, &scopes);
  for (int i = 1; i < count; ++i) {
    if (IsNamedScope(scopes[i])) {
      qualified = absl::StrCat(dwarf_diename(&scopes[i]), "::", qualified);
    }
  }
  free(scopes);
  return Cut(ShortenFunctionName(qualified));
}

int NumberOf(Dwarf_Die& entry, unsigned int name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  return dwarf_formudata(dwarf_attr(&entry, name, &attribute), &value) == 0
             ? static_cast<int>(value)
             : 0;
}

}  // namespace

std::string ReadableSymbol(absl::string_view symbol) {
  // The demangler takes its time over names that no compiler makes.
  return symbol.size() > kMaxSourceTextBytes ? Cut(symbol) : Cut(ReadableFunctionName(symbol));
}

std::string DwarfFunctionName(Dwarf_Die& entry) {
  Dwarf_Attribute attribute;
  for (const unsigned int name : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name}) {
    const char* linkage_name = dwarf_formstring(dwarf_attr_integrate(&entry, name, &attribute));
    if (linkage_name != nullptr) return ReadableSymbol(linkage_name);
  }
  return LocalNameOf(entry);
}

int DwarfFunctionLine(Dwarf_Die& entry) {
  int line = 0;
  return dwarf_decl_line(&entry, &line) == 0 ? line : 0;
}

int DwarfCallLine(Dwarf_Die& entry) { return NumberOf(entry, DW_AT_call_line); }

std::string DwarfCallFile(Dwarf_Die& unit, Dwarf_Die& entry) {
  Dwarf_Files* files = nullptr;
  size_t count = 0;
  const auto index = static_cast<size_t>(NumberOf(entry, DW_AT_call_file));
  if (dwarf_getsrcfiles(&unit, &files, &count) != 0 || index >= count) return "";
  const char* name = dwarf_filesrc(files, index, nullptr, nullptr);
  return name == nullptr ? "" : Cut(name);
}

}  // namespace telemetry::report_internal
