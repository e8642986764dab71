// A small file that somebody may have written by hand, as it was found.
//
//   const FoundFile file = FindUserFile(dir.mode_path());
//   if (file.state == FoundFile::State::kRead) Use(file.contents);
//
// For programs that count: no absl::Status, no exceptions. Nothing here writes or blocks; a FIFO in
// a file's place is unreadable. Thread-safe.

#ifndef CONFIG_FOUND_FILE_H_
#define CONFIG_FOUND_FILE_H_

#include <cstdint>
#include <string>

namespace telemetry {

// It is unreadable if it is larger than 4096 bytes, is not a regular file, or is reached through a
// dangling symbolic link, whether of the file itself or of a directory above it. A policy is also
// unreadable if a file stands in place of its directory.
struct FoundFile {
  enum class State { kAbsent, kUnreadable, kRead };
  State state = State::kAbsent;
  std::string path;
  std::string contents;
  // When it was last written, in seconds since 1970; 0 unless it was read.
  int64_t modified_unix_seconds = 0;
  // Whether only the user or root can have written it (storage/directory/ownership.h).
  bool is_trusted = true;
};

// A file of the user's. One behind a dangling link is unreadable, not absent: there ought to be a
// file, perhaps on a disk that is not mounted yet.
FoundFile FindUserFile(const std::string& path);

// The administrator's policy. One that is not plainly absent but cannot be found is unreadable.
FoundFile FindPolicyFile(const std::string& path);

}  // namespace telemetry

#endif  // CONFIG_FOUND_FILE_H_
