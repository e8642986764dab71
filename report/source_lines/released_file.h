// What a released program or library, or its separate debug file, tells for the list of released
// builds (config/upload_config/build_list.h).
//
//   absl::StatusOr<ReleasedElf> file = ReadReleasedElf("dist/libmytool.so.2.1.0");
//   file->build_id;  // "8899aabbccddeeff00112233445566778899aabb"
//   file->names;     // {"libmytool.so.2.1.0", "libmytool.so.2"}
//
// Thread-safe.

#ifndef REPORT_SOURCE_LINES_RELEASED_FILE_H_
#define REPORT_SOURCE_LINES_RELEASED_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace telemetry {

struct ReleasedElf {
  // The whole build ID in lower-case hexadecimal.
  std::string build_id;
  // Under which names frames may have it: the file's base name, without the ending `.debug`, and the
  // name by which a library is loaded (SONAME).
  std::vector<std::string> names;
};

// NotFound and the like if the file cannot be read; InvalidArgument if it is no ELF file; and
// FailedPrecondition if it has no build ID, or if it is a debug file that is named after its build ID,
// from which nobody can tell which file was released. Messages name the file.
absl::StatusOr<ReleasedElf> ReadReleasedElf(const std::string& path);

}  // namespace telemetry

#endif  // REPORT_SOURCE_LINES_RELEASED_FILE_H_
