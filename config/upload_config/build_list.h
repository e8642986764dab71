// The list of released builds that an organisation keeps beside its chart records (chart_config.h),
// and from which the builds of an upload config are made.
//
//   # PROGRAM           FILE            BUILD ID
//   example.com/mytool  mytool          3f2a9c0b6d1e4f58aabbccddeeff00112233cafe  # v1.2.0, amd64
//   example.com/mytool  libmytool.so.2  8899aabbccddeeff00112233445566778899aabb
//
// FILE is the base name under which the program or library is loaded. `#` starts a comment. The list
// keeps builds as long as reports with their frames may come; it may hold whole build IDs or the
// beginnings that frames have.
//
// All functions but ReadBuildList() are pure.

#ifndef CONFIG_UPLOAD_CONFIG_BUILD_LIST_H_
#define CONFIG_UPLOAD_CONFIG_BUILD_LIST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {

struct ReleasedBuild {
  std::string program;
  std::string file;
  std::string id;  // as it stands in the list
  int line = 0;    // in the list, counted from 1; 0 if it stands in none

  friend bool operator==(const ReleasedBuild& a, const ReleasedBuild& b) = default;
};

// Parses a list; errors call it `name`.
//
// InvalidArgument, beginning with the name and the line, if a line has not three fields, if FILE
// cannot be that of a frame (released_builds.h), or if the build ID is not one in hexadecimal.
absl::StatusOr<std::vector<ReleasedBuild>> ParseBuildList(absl::string_view text,
                                                          absl::string_view name);

// Reads and parses a file of at most 16 MiB. Also returns the errors of ReadFile()
// (storage/files/file.h).
absl::StatusOr<std::vector<ReleasedBuild>> ReadBuildList(const std::string& path);

// The line of a list, without a newline.
std::string BuildListLine(const ReleasedBuild& build);

// What a config lists of `builds` for `program`: files by name, each with its builds in order.
std::vector<v1::ReleasedFile> ReleasedFilesOf(const std::vector<ReleasedBuild>& builds,
                                              absl::string_view program);

}  // namespace telemetry

#endif  // CONFIG_UPLOAD_CONFIG_BUILD_LIST_H_
