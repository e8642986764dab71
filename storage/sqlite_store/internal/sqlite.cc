#include "storage/sqlite_store/internal/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/sqlite_store/internal/buffered_wal.h"
#include "storage/unique_fd.h"

namespace telemetry::storage_internal {
namespace {

// How long a connection waits for another's lock before it gives up.
constexpr int kBusyTimeoutMilliseconds = 10'000;

// Why a file could not be opened.
absl::StatusCode CodeOfOpening(int system_errno) {
  switch (system_errno) {
    case ENOENT:
    case ENOTDIR:
      return absl::StatusCode::kNotFound;
    case 0:  // SQLite's own decision
    case EACCES:
    case EISDIR:
    case ELOOP:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

absl::StatusCode CodeOf(int result, int system_errno) {
  switch (result & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return absl::StatusCode::kPermissionDenied;
    case SQLITE_CANTOPEN:
      return CodeOfOpening(system_errno);
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
      return absl::StatusCode::kUnavailable;
    default:
      return absl::StatusCode::kInternal;
  }
}

absl::Status ErrorOf(sqlite3* database, int result, absl::string_view path) {
  const int primary = result & 0xff;
  const bool from_system = primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR;
  const int system_errno = from_system ? sqlite3_system_errno(database) : 0;
  std::string message = absl::StrCat(path, ": ", sqlite3_errmsg(database));
  if (system_errno != 0) absl::StrAppend(&message, " (", strerror(system_errno), ")");
  return absl::Status(CodeOf(result, system_errno), message);
}

// SQLite would make the file readable to others, and follow a symbolic link to it. The files that
// it puts beside this one inherit its mode.
//
// A file that exists must not be opened here: closing it would release the locks that other
// connections of this process hold, and the next process to close the database would believe itself
// the last one and remove the log that they write to.
absl::Status CreateFileIfMissing(const std::string& path) {
  const UniqueFd file(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.valid()) return absl::OkStatus();
  int system_errno = errno;
  struct stat info = {};
  if (system_errno == EEXIST && lstat(path.c_str(), &info) == 0) {
    if (!S_ISLNK(info.st_mode)) return absl::OkStatus();
    system_errno = ELOOP;
  }
  return absl::Status(CodeOfOpening(system_errno),
                      absl::StrCat(path, ": ", strerror(system_errno)));
}

}  // namespace

void SqliteStatement::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void SqliteStatement::NoteBinding(int result) {
  if (binding_result_ == SQLITE_OK) binding_result_ = result;
}

void SqliteStatement::BindText(int index, absl::string_view text) {
  NoteBinding(sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_STATIC,
                                  SQLITE_UTF8));
}

void SqliteStatement::BindInt64(int index, int64_t value) {
  NoteBinding(sqlite3_bind_int64(statement_.get(), index, value));
}

void SqliteStatement::BindDouble(int index, double value) {
  NoteBinding(sqlite3_bind_double(statement_.get(), index, value));
}

absl::StatusOr<bool> SqliteStatement::Step() {
  sqlite3* database = sqlite3_db_handle(statement_.get());
  const int binding_result = std::exchange(binding_result_, SQLITE_OK);
  if (binding_result != SQLITE_OK) return ErrorOf(database, binding_result, path_);
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  absl::Status status;
  if (result != SQLITE_DONE) status = ErrorOf(database, result, path_);
  Reset();
  if (!status.ok()) return status;
  return false;
}

absl::Status SqliteStatement::Run() {
  const absl::StatusOr<bool> row = Step();
  if (row.ok() && *row) {
    Reset();
    return absl::InternalError(absl::StrCat(path_, ": the statement yields rows"));
  }
  return row.status();
}

absl::string_view SqliteStatement::ColumnText(int index) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), index));
  return absl::string_view(text, sqlite3_column_bytes(statement_.get(), index));
}

int64_t SqliteStatement::ColumnInt64(int index) const {
  return sqlite3_column_int64(statement_.get(), index);
}

double SqliteStatement::ColumnDouble(int index) const {
  return sqlite3_column_double(statement_.get(), index);
}

void SqliteStatement::Reset() { sqlite3_reset(statement_.get()); }

void SqliteDatabase::Closer::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

absl::StatusOr<SqliteDatabase> SqliteDatabase::Open(absl::string_view path,
                                                    const Options& options) {
  const std::string file(path);
  if (options.access == Access::kCreate) {
    if (absl::Status status = CreateFileIfMissing(file); !status.ok()) return status;
  }
  const bool is_buffered = options.journal == Journal::kBuffered;
  const int flags =
      (options.access == Access::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  sqlite3* handle = nullptr;
  const int result =
      sqlite3_open_v2(file.c_str(), &handle, flags, is_buffered ? BufferedWalVfs() : nullptr);
  if (handle == nullptr) {
    return absl::UnavailableError(absl::StrCat(path, ": no memory to open the database"));
  }
  SqliteDatabase database(handle, file);
  if (result != SQLITE_OK) return ErrorOf(handle, result, path);
  sqlite3_busy_timeout(handle, kBusyTimeoutMilliseconds);
  if (is_buffered) {
    if (absl::Status status = database.PrepareForBufferedWal(); !status.ok()) return status;
  }
  return database;
}

// Sets what buffered_wal.h needs.
absl::Status SqliteDatabase::PrepareForBufferedWal() {
  int on = 1;
  const int result =
      sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_POWERSAFE_OVERWRITE, &on);
  if (result != SQLITE_OK) return ErrorOf(database_.get(), result, path_);
  return Execute("PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF");
}

absl::Status SqliteDatabase::Execute(const std::string& sql) {
  const int result = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) return ErrorOf(database_.get(), result, path_);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SqliteDatabase::QueryInt64(absl::string_view sql) {
  absl::StatusOr<SqliteStatement> statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  const absl::StatusOr<bool> row = statement->Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::InternalError(absl::StrCat(path_, ": no row from ", sql));
  return statement->ColumnInt64(0);
}

absl::StatusOr<SqliteStatement> SqliteDatabase::Prepare(absl::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) return ErrorOf(database_.get(), result, path_);
  return SqliteStatement(statement, path_);
}

int64_t SqliteDatabase::changed_rows() const { return sqlite3_changes64(database_.get()); }

}  // namespace telemetry::storage_internal
