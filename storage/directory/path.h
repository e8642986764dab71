// The parts of a path, and whether there is anything.
//
//   DirectoryOf("/a/b.json");   // "/a"
//   BaseName("/a/b.json");      // "b.json"
//   if (!FileExists(path) && errno != ENOENT) return errno;
//
// For every program, also one that counts. Thread-safe.

#ifndef STORAGE_DIRECTORY_PATH_H_
#define STORAGE_DIRECTORY_PATH_H_

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "storage/directory/held_directory.h"

namespace telemetry {

// The directory of the file at `path`: what precedes the last slash, "/" of a file there, and "."
// without a slash.
inline std::string DirectoryOf(absl::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == absl::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

// What follows the last slash of `path`. Async-signal-safe.
inline absl::string_view BaseName(absl::string_view path) noexcept {
  const size_t slash = path.rfind('/');
  if (slash != absl::string_view::npos) path.remove_prefix(slash + 1);
  return path;
}

// Whether there is a file or directory at `path`; false for a dangling symbolic link. After false,
// errno says why: ENOENT if there is none.
inline bool FileExists(const std::string& path) {
  const At at(path);
  return faccessat(at.directory(), at.name(), F_OK, 0) == 0;
}

// Why `path`, as a person gave it, can name nothing: "" if it can. One that begins with `~` was meant
// for a shell, and would make a folder of that name.
inline const char* WhyNoPath(absl::string_view path) {
  if (path.empty()) return "is empty";
  return path.front() == '~' ? "begins with ~, which only a shell knows" : "";
}

}  // namespace telemetry

#endif  // STORAGE_DIRECTORY_PATH_H_
