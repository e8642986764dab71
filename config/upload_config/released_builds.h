// The builds of a program that its project has released, as an upload config lists them.
//
//   ReleasedBuilds builds;
//   builds.Add(file);  // v1::ReleasedFile{file: "mytool", ids: ["3f2a9c0b6d1e4f58"]}
//   builds.HasBuild("3f2a9c0b6d1e4f58");  // its frames may say where in the file they were
//   builds.HasFile("mytool");             // frames of any build may say that they were in a `mytool`
//
// A released build is one of many people's, so its identity tells nothing about any of them. That of
// a binary that somebody built at home is as good as a name.
//
// Thread-compatible.

#ifndef CONFIG_UPLOAD_CONFIG_RELEASED_BUILDS_H_
#define CONFIG_UPLOAD_CONFIG_RELEASED_BUILDS_H_

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {

// A frame has at most this much of the base name of a file, and of its build ID.
inline constexpr size_t kMaxReleasedFileNameBytes = 64;
inline constexpr size_t kFrameBuildIdBytes = 8;

// Whether a frame can have `file` for its object: letters, digits and . - _ +.
bool IsReleasedFileName(absl::string_view file);

// What a frame has for its object of a file with this base name: other characters become '_', and
// what is too long is cut.
std::string FrameFileName(absl::string_view base_name);

// Whether a frame can have `id` for its build ID: the first 8 bytes in lower-case hexadecimal, or
// the whole if that is shorter.
bool IsFrameBuildId(absl::string_view id);

// What a frame has of a whole build ID in hexadecimal, in either case; empty if `id` is none.
std::string FrameBuildId(absl::string_view id);

class ReleasedBuilds {
 public:
  void Add(const v1::ReleasedFile& file);

  // Whether a released file has this base name, whatever its build.
  bool HasFile(absl::string_view file) const { return files_.contains(file); }
  // Whether `id`, as frames have it, is that of a released build.
  bool HasBuild(absl::string_view id) const { return ids_.contains(id); }

 private:
  absl::flat_hash_set<std::string> files_;
  absl::flat_hash_set<std::string> ids_;
};

}  // namespace telemetry

#endif  // CONFIG_UPLOAD_CONFIG_RELEASED_BUILDS_H_
