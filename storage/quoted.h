// Text from a file, quoted for an error message.
//
//   return absl::DataLossError(absl::StrCat(path, ": line ", Quoted(line), " has no colon"));

#ifndef STORAGE_QUOTED_H_
#define STORAGE_QUOTED_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// `text` in double quotes, as one line of printable ASCII. Everything else is escaped as in C++,
// `\n` or `\xe9`, so that a damaged file can neither break up a message nor control a terminal. Of
// more than 100 bytes, only the first 100 are shown, followed by `...`.
std::string Quoted(absl::string_view text);

}  // namespace telemetry

#endif  // STORAGE_QUOTED_H_
