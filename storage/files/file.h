// Reads whole files, and writes files so that nobody ever sees half of one.
//
//   absl::Status status = EnsureDirectory(dir.local_dir());
//   if (status.ok()) status = WriteFileAtomically(dir.mode_path(), "on 2026-11-22");
//
// Files are created 0600 and directories 0700. A file is written under a temporary name in the same
// directory, flushed to disk, and then renamed; once the function has returned, a power failure
// cannot undo that. A process killed meanwhile leaves the temporary file behind, whose name ends in
// kTemporarySuffix. Creating a file follows no symbolic link; one in the file's place is replaced.
//
// Every error names the path and has the text of errno: NotFound, PermissionDenied,
// ResourceExhausted (disk full), ... as mapped by absl::ErrnoToStatus. Functions are thread-safe
// and may be called by several processes at once.

#ifndef STORAGE_FILES_FILE_H_
#define STORAGE_FILES_FILE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry {

// A file named `NAME.<digits>.tmp` is a write that never completed. An old one can be removed.
inline constexpr absl::string_view kTemporarySuffix = ".tmp";

// The contents of the file at `path`. FailedPrecondition if it is not a regular file;
// OutOfRange if it has more than `max_bytes`.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes);

// Makes `contents` the contents of `path`, whether it exists or not. Flushes to disk twice.
absl::Status WriteFileAtomically(const std::string& path, absl::string_view contents);

// Like WriteFileAtomically, but AlreadyExists if `path` exists: of several writers one wins.
absl::Status CreateFileExclusively(const std::string& path, absl::string_view contents);

// Creates the directory `path` and its missing parents. An existing directory is left as it is,
// even if reached by a symbolic link.
absl::Status EnsureDirectory(const std::string& path);

// Removes the file at `path`. OK if it does not exist.
absl::Status RemoveFile(const std::string& path);

// Removes the directory at `path`, which must be empty. OK if it does not exist.
absl::Status RemoveDirectory(const std::string& path);

// Renames the file or directory `from` to `to`, on the same file system, replacing a file of that
// name. To survive a loss of power it needs FlushDirectory() (flush_directory.h).
absl::Status Rename(const std::string& from, const std::string& to);

// The names in the directory `path`, sorted, without "." and "..".
absl::StatusOr<std::vector<std::string>> ListDirectory(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_FILES_FILE_H_
