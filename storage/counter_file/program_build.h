// The build of a program: what identifies the counts of one program as against those of another, in
// counter files, in reports, in datasets and in tables.
//
//   const ProgramBuild build{.program = "example.com/tool", .version = "v1.2.3",
//                            .go_version = "gcc12.2.0", .goos = "linux", .goarch = "amd64"};
//   for (size_t i = 0; i < 5; ++i) Write(kProgramBuildKeys[i], build.Texts()[i]);

#ifndef STORAGE_COUNTER_FILE_PROGRAM_BUILD_H_
#define STORAGE_COUNTER_FILE_PROGRAM_BUILD_H_

#include <array>
#include <cstddef>
#include <utility>

#include "absl/strings/string_view.h"

namespace telemetry {

// How Go spells the five fields, in its order, in counter files and in reports.
inline constexpr std::array<absl::string_view, 5> kProgramBuildKeys = {
    "Program", "Version", "GoVersion", "GOOS", "GOARCH"};

// Views: the strings must outlive it.
struct ProgramBuild {
  absl::string_view program;
  absl::string_view version;
  // The compiler and its version.
  absl::string_view go_version;
  absl::string_view goos;
  absl::string_view goarch;

  // In the order of kProgramBuildKeys.
  constexpr std::array<absl::string_view, 5> Texts() const {
    return {program, version, go_version, goos, goarch};
  }

  // Ordered by the fields, the first one first.
  friend bool operator==(const ProgramBuild& a, const ProgramBuild& b) {
    return a.Texts() == b.Texts();
  }
  friend bool operator<(const ProgramBuild& a, const ProgramBuild& b) {
    return a.Texts() < b.Texts();
  }
  template <typename H>
  friend H AbslHashValue(H state, const ProgramBuild& build) {
    return H::combine(std::move(state), build.program, build.version, build.go_version, build.goos,
                      build.goarch);
  }
};

}  // namespace telemetry

#endif  // STORAGE_COUNTER_FILE_PROGRAM_BUILD_H_
