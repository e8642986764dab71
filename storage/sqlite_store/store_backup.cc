#include "storage/sqlite_store/store_backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "absl/cleanup/cleanup.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/errno_error.h"
#include "storage/files/rename_to_new_name.h"
#include "storage/sqlite_store/internal/report_schema.h"
#include "storage/sqlite_store/internal/sqlite.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace {

using storage_internal::SqliteDatabase;
using storage_internal::SqliteStatement;

absl::Status Flush(const std::string& path, int flags) {
  const UniqueFd file(open(path.c_str(), flags | O_CLOEXEC));
  if (!file.valid() || fsync(file.get()) != 0) return ErrnoError("flush", path);
  return absl::OkStatus();
}

std::string DirectoryOf(const std::string& file) {
  const size_t slash = file.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : file.substr(0, slash);
}

}  // namespace

absl::Status BackUpStore(absl::string_view path, const std::string& file) {
  absl::StatusOr<SqliteDatabase> database =
      storage_internal::OpenStore(path, StoreAccess::kReadOnly);
  if (!database.ok()) return database.status();
  // Before the long work.
  struct stat info = {};
  if (lstat(file.c_str(), &info) == 0) {
    errno = EEXIST;
    return ErrnoError("create", file);
  }
  const std::string unfinished = file + ".unfinished";
  // Of a run that was killed.
  unlink(unfinished.c_str());
  // SQLite fills an empty file, and keeps its mode.
  UniqueFd created(
      open(unfinished.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!created.valid()) return ErrnoError("create", unfinished);
  created = UniqueFd();
  const auto remove = absl::MakeCleanup([&unfinished] { unlink(unfinished.c_str()); });
  absl::StatusOr<SqliteStatement> copy = database->Prepare("VACUUM INTO ?");
  if (!copy.ok()) return copy.status();
  copy->BindText(1, unfinished);
  absl::Status status = copy->Run();
  if (status.ok()) status = Flush(unfinished, O_RDWR);
  // It can be read, and is what it should be.
  if (status.ok()) {
    status = storage_internal::OpenStore(unfinished, StoreAccess::kReadOnly).status();
  }
  if (!status.ok()) return status;
  errno = RenameToNewName(unfinished.c_str(), file.c_str());
  if (errno != 0) return ErrnoError("create", file);
  return Flush(DirectoryOf(file), O_RDONLY | O_DIRECTORY);
}

}  // namespace telemetry
