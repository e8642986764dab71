// Files that are being written, beside the file that they are to become.
//
//   TemporaryFile file = CreateTemporaryFile(path);
//   if (!file.fd.valid()) return errno;
//   ...  // write, then RenameToNewName() or rename(), else unlink(file.path.c_str())
//
// Without absl::Status, because a program that counts writes files too. Elsewhere
// atomic_file_writer.h does all of it. Thread-safe.

#ifndef STORAGE_FILES_TEMPORARY_FILE_H_
#define STORAGE_FILES_TEMPORARY_FILE_H_

#include <string>

#include "storage/unique_fd.h"

namespace telemetry {

// A name beside `path`, `PATH.<digits>.tmp`, different for each call. It can still be taken, by a
// file that a killed process with the same number, or one in another container, left behind: then
// call again.
std::string TemporaryName(const std::string& path);

struct TemporaryFile {
  std::string path;
  UniqueFd fd;  // open for writing; none, with errno, if the file cannot be created
};

// Creates an empty file under such a name, 0600, without following symbolic links.
TemporaryFile CreateTemporaryFile(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_FILES_TEMPORARY_FILE_H_
