// Renames a file without replacing another.

#ifndef STORAGE_FILES_RENAME_TO_NEW_NAME_H_
#define STORAGE_FILES_RENAME_TO_NEW_NAME_H_

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>

#include "storage/directory/held_directory.h"

namespace telemetry {

// Renames the file `from` to `to`, on the same file system, unless that name is taken. Returns 0 or
// errno: EEXIST if the name is taken. Thread-safe.
inline int RenameToNewName(const char* from, const char* to) {
  const At old(from);
  const At at(to);
  if (renameat2(old.directory(), old.name(), at.directory(), at.name(), RENAME_NOREPLACE) == 0) {
    return 0;
  }
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // The kernel or file system does not know this flag. Nearly all of those know hard links.
  if (linkat(old.directory(), old.name(), at.directory(), at.name(), 0) != 0) return errno;
  unlinkat(old.directory(), old.name(), 0);
  return 0;
}

}  // namespace telemetry

#endif  // STORAGE_FILES_RENAME_TO_NEW_NAME_H_
