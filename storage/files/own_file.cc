#include "storage/files/own_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/ownership.h"
#include "storage/errno_error.h"

namespace telemetry {

absl::Status CheckOwnFile(const std::string& path) {
  const At at(path);
  struct stat info;
  if (fstatat(at.directory(), at.name(), &info, 0) != 0) return ErrnoError("examine", path);
  if (OnlyUserCanWrite(info)) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrFormat(
      "%s could have been written by others (it belongs to user %d, with mode %04o), "
      "so it does not count",
      path, info.st_uid, info.st_mode & 07777));
}

}  // namespace telemetry
