// What to call a C++ function in a stack.
//
//   ReadableFunctionName("_ZN4tool5CountIiEEvSt6vectorIiE");  // "tool::Count"
//   ReadableFunctionName("_ZNK4tool3MapixEm.cold");           // "tool::Map::operator[].cold"
//
// A readable name has the scopes and the function's name, without what makes C++ names long: return
// type, parameters, template arguments and qualifiers. Functions that differ only in these share a
// name; where it matters which one is meant, an address stands beside it.

#ifndef STORAGE_STACK_FUNCTION_NAME_H_
#define STORAGE_STACK_FUNCTION_NAME_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// The readable form of a linkage name, keeping what follows its first dot; the name itself if it is
// not a C++ one. Thread-safe. Not for signal handlers: it allocates.
std::string ReadableFunctionName(absl::string_view linkage_name);

// The same for a demangled name, "void tool::Count<int>(std::vector<int>)". A name in which no
// function name can be found is returned unchanged.
std::string ShortenFunctionName(absl::string_view demangled_name);

}  // namespace telemetry

#endif  // STORAGE_STACK_FUNCTION_NAME_H_
