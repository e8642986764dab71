// Which word the user may have meant.
//
//   std::string meant = Suggestion("veiw", {"env", "view"});   // "view"

#ifndef CMD_INTERNAL_SUGGESTION_H_
#define CMD_INTERNAL_SUGGESTION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace telemetry::cmd {

// Returns how many characters have to be inserted, removed, replaced or swapped with their
// neighbour to turn one word into the other (optimal string alignment). Takes time in the product
// of the lengths. Pure.
size_t EditDistance(absl::string_view a, absl::string_view b);

// Returns the one of `words` that is the least different from `word`, if it is similar: a third of
// its characters may differ, and of a short one a single one. Otherwise "". Pure.
std::string Suggestion(absl::string_view word, absl::Span<const std::string> words);

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_SUGGESTION_H_
