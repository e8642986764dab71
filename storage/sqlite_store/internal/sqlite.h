// SQLite with RAII and absl::Status: just what the report store needs.
//
//   absl::StatusOr<SqliteDatabase> database =
//       SqliteDatabase::Open("/var/lib/collector/reports.db", {SqliteDatabase::Access::kReadOnly});
//   absl::StatusOr<SqliteStatement> select = database->Prepare("SELECT name FROM t WHERE id > ?");
//   select->BindInt64(1, 17);
//   for (;;) {
//     absl::StatusOr<bool> row = select->Step();
//     if (!row.ok()) return row.status();
//     if (!*row) break;
//     Use(select->ColumnText(0));
//   }
//
// Every error names the database file. Codes: NOT_FOUND (no such file or directory),
// PERMISSION_DENIED, DATA_LOSS (corrupt, or not a database), UNAVAILABLE (disk full, I/O error, too
// many open files, or locked by another connection for too long), INTERNAL (anything else, such as
// an invalid statement).
//
// Thread-compatible: a database and its statements are used by one thread at a time. A database
// must outlive its statements.

#ifndef STORAGE_SQLITE_STORE_INTERNAL_SQLITE_H_
#define STORAGE_SQLITE_STORE_INTERNAL_SQLITE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct sqlite3;
struct sqlite3_stmt;

namespace telemetry::storage_internal {

// A prepared statement, which can be run any number of times.
class SqliteStatement {
 public:
  SqliteStatement(SqliteStatement&&) = default;
  SqliteStatement& operator=(SqliteStatement&&) = default;

  // Sets the parameter at `index`, counted from 1. Text is not copied: it must live until Reset()
  // or the next binding of that parameter. A failure is reported by the next Step().
  void BindText(int index, absl::string_view text);
  void BindInt64(int index, int64_t value);
  void BindDouble(int index, double value);

  // Advances to the next row. False if there is none; the statement is then reset.
  absl::StatusOr<bool> Step();

  // Runs a statement that yields no row, and resets it.
  absl::Status Run();

  // The column at `index`, counted from 0, of the current row. Text is valid until the next call of
  // any other method.
  absl::string_view ColumnText(int index) const;
  int64_t ColumnInt64(int index) const;
  double ColumnDouble(int index) const;

  // Ends the run, and with it any read transaction that it holds. Bindings are kept.
  void Reset();

 private:
  friend class SqliteDatabase;
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };

  SqliteStatement(sqlite3_stmt* statement, std::string path)
      : statement_(statement), path_(std::move(path)) {}
  void NoteBinding(int result);

  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
  std::string path_;
  int binding_result_ = 0;
};

// A connection to a database file.
class SqliteDatabase {
 public:
  // kCreate: a missing file is created with mode 0600, not through a symbolic link, in an existing
  // directory.
  enum class Access { kReadOnly, kReadWrite, kCreate };

  // How a write-ahead log is written: page by page, as SQLite does, or as buffered_wal.h says, with
  // the settings that it needs.
  enum class Journal { kSystem, kBuffered };

  struct Options {
    Access access = Access::kReadOnly;
    Journal journal = Journal::kSystem;
  };

  // Opens a file. SQLite reads it only when it is first used, but at once for Journal::kBuffered.
  static absl::StatusOr<SqliteDatabase> Open(absl::string_view path, const Options& options);

  SqliteDatabase(SqliteDatabase&&) = default;
  SqliteDatabase& operator=(SqliteDatabase&&) = default;

  // Runs statements separated by ";", without parameters, and ignores their rows.
  absl::Status Execute(const std::string& sql);

  // The first column of the first row of a query; INTERNAL if there is no row.
  absl::StatusOr<int64_t> QueryInt64(absl::string_view sql);

  absl::StatusOr<SqliteStatement> Prepare(absl::string_view sql);

  // The number of rows that the last INSERT, UPDATE or DELETE changed.
  int64_t changed_rows() const;

  const std::string& path() const { return path_; }

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
  };

  absl::Status PrepareForBufferedWal();

  SqliteDatabase(sqlite3* database, std::string path)
      : database_(database), path_(std::move(path)) {}

  std::unique_ptr<sqlite3, Closer> database_;
  std::string path_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_SQLITE_STORE_INTERNAL_SQLITE_H_
