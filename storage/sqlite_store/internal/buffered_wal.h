// A SQLite VFS that writes the write-ahead log in few large pieces.
//
// SQLite writes the log page by page, with two system calls for each. This VFS collects what
// belongs together in the file, and writes it at once: before the file is synced or read, or when
// 127 KiB are collected. The system then needs less than half the time for a commit of 20 pages.
// Everything else, and every other file, is left to the system's VFS.
//
// What is collected must not outlive its transaction: by the time that it would be written, another
// process may have used that part of the log. So connections through this VFS must set
//   PRAGMA synchronous = FULL   which syncs the log at the end of each commit,
//   PRAGMA cache_spill = OFF    which writes nothing to the log before that, and
//   powersafe overwrite         (the default) which writes nothing after the sync.
// A commit that fails before its sync leaves nothing behind, since it was a write that failed. The
// price is memory: the pages that a transaction changes stay there until its end.

#ifndef STORAGE_SQLITE_STORE_INTERNAL_BUFFERED_WAL_H_
#define STORAGE_SQLITE_STORE_INTERNAL_BUFFERED_WAL_H_

namespace telemetry::storage_internal {

// The VFS's name, for sqlite3_open_v2(). Null, which stands for the system's VFS, if SQLite cannot
// register another. Thread-safe.
const char* BufferedWalVfs();

}  // namespace telemetry::storage_internal

#endif  // STORAGE_SQLITE_STORE_INTERNAL_BUFFERED_WAL_H_
