// Which build of this project a program is.
//
//   out << "collector " << telemetry::DescribeBuild(telemetry::ThisBuild()) << "\n";
//   // collector 0.1.0 (commit unknown, GCC 12.2.0)
//
// All functions are pure and thread-safe.

#ifndef TOOLS_VERSION_BUILD_INFO_H_
#define TOOLS_VERSION_BUILD_INFO_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

struct BuildInfo {
  absl::string_view version;   // the contents of the file VERSION, such as "0.1.0"
  absl::string_view commit;    // 40 hexadecimal digits, and "-changed" if files differed from it;
                               // "unknown" unless built with --stamp in a clone or an archive
  absl::string_view compiler;  // such as "GCC 12.2.0"
};

// Returns what is known about the build that contains this function. Valid forever.
BuildInfo ThisBuild();

// Returns VERSION (commit COMMIT, COMPILER).
std::string DescribeBuild(const BuildInfo& build);

}  // namespace telemetry

#endif  // TOOLS_VERSION_BUILD_INFO_H_
