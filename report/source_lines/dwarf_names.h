// What entries of debug information (DWARF) are called, and where they are declared.
//
//   std::string name = DwarfFunctionName(entry);  // "tool::Count"
//
// No text is longer than kMaxSourceTextBytes (source_frame.h).
//
// Not thread-safe: libdw is not.

#ifndef REPORT_SOURCE_LINES_DWARF_NAMES_H_
#define REPORT_SOURCE_LINES_DWARF_NAMES_H_

#include <elfutils/libdw.h>

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::report_internal {

// The readable form of a linkage name (function_name.h).
std::string ReadableSymbol(absl::string_view symbol);

// The name, as function_name.h spells it, of a function or of one that was inlined; empty if it has
// none.
std::string DwarfFunctionName(Dwarf_Die& entry);

// The line that declares the function; 0 if unknown.
int DwarfFunctionLine(Dwarf_Die& entry);

// The line of the call, and the path of its file, of an inlined function of `unit`.
int DwarfCallLine(Dwarf_Die& entry);
std::string DwarfCallFile(Dwarf_Die& unit, Dwarf_Die& entry);

}  // namespace telemetry::report_internal

#endif  // REPORT_SOURCE_LINES_DWARF_NAMES_H_
