// What may be wrong with the names of charts and counters, apart from their records.
//
// All functions are pure, and linear in the length of their arguments.

#ifndef CONFIG_APPROVAL_INTERNAL_NAME_LINT_H_
#define CONFIG_APPROVAL_INTERNAL_NAME_LINT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace telemetry::config_internal {

// Whether a reader would take two different names for one: they differ only in case, in separators
// (`parse-error`, `parse_error`), in the plural of a word, or, if they are longer than a few
// letters, in a single letter.
bool AreTooSimilar(absl::string_view a, absl::string_view b);

// Why a name looks as if it said who or where somebody is, as the beginning of a sentence: `the
// word "email"`, `"/home/"`, `an address`. Empty if it does not.
std::string LooksPersonal(absl::string_view name);

// Whether something that is none of the buckets could occur and would not be counted: there are
// several, none is called other or unknown, none is open-ended (`>=1s`), and they are not a pair
// that leaves nothing out, such as true and false.
bool LackOther(const std::vector<std::string>& buckets);

}  // namespace telemetry::config_internal

#endif  // CONFIG_APPROVAL_INTERNAL_NAME_LINT_H_
