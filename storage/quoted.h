// Text from a file, as an error message shows it.
//
//   DataLossError(absl::StrCat(path, ": line ", Quoted(line), " has no colon"));

#ifndef STORAGE_QUOTED_H_
#define STORAGE_QUOTED_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// `text` in double quotes, in one line of printable ASCII: all else is written as C++ would, `\n` or
// `\xe9`, so that a damaged file can neither break up a message nor steer a terminal. Of a text of
// more than 100 bytes the first 100, followed by `...`.
std::string Quoted(absl::string_view text);

}  // namespace telemetry

#endif  // STORAGE_QUOTED_H_
