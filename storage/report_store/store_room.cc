#include "storage/report_store/store_room.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace telemetry {
namespace {

std::string Mebibytes(uint64_t bytes) { return absl::StrCat(bytes >> 20, " MiB"); }

uint64_t SizeOf(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

}  // namespace

absl::Status CheckStoreRoom(const StoreRoom& room, const StoreRoomLimits& limits,
                            absl::string_view path) {
  if (room.is_read_only) {
    return absl::UnavailableError(absl::StrCat(path, ": its file system is read-only"));
  }
  if (room.free_bytes < limits.min_free_bytes) {
    return absl::UnavailableError(absl::StrCat(path, ": of its disk, ", Mebibytes(room.free_bytes),
                                               " are free, and ", Mebibytes(limits.min_free_bytes),
                                               " are to stay so"));
  }
  if (limits.max_bytes > 0 && room.store_bytes >= limits.max_bytes) {
    return absl::UnavailableError(absl::StrCat(path, ": it has ", Mebibytes(room.store_bytes),
                                               ", and may have ", Mebibytes(limits.max_bytes)));
  }
  return absl::OkStatus();
}

absl::Status CheckStoreRoom(const std::string& path, const StoreRoomLimits& limits) {
  struct statvfs disk = {};
  if (statvfs(path.c_str(), &disk) != 0) {
    return absl::UnavailableError(absl::StrCat(path, ": ", strerror(errno)));
  }
  const StoreRoom room = {.store_bytes = SizeOf(path) + SizeOf(path + "-wal"),
                          .free_bytes = uint64_t{disk.f_bavail} * disk.f_frsize,
                          .is_read_only = (disk.f_flag & ST_RDONLY) != 0};
  return CheckStoreRoom(room, limits, path);
}

}  // namespace telemetry
