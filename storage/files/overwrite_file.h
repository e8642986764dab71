// Writes small files in place, as Go writes its mode file: an existing file needs no disk space, and a
// symbolic link stays one, so that whoever manages the file behind it sees the change.
//
//   const OverwriteResult result =
//       OverwriteFile(dir.mode_path(), "on 2026-11-22", IfItFails::kUndo, IfItFails::kUndo);
//   if (!result.ok()) Report(result.action, result.path, result.error_number);
//
// For programs that count: no absl::Status, no exceptions. Thread-safe.

#ifndef STORAGE_FILES_OVERWRITE_FILE_H_
#define STORAGE_FILES_OVERWRITE_FILE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

struct OverwriteResult {
  // What failed, on which path and with which errno: "open", "write", ... Null if nothing did.
  const char* action = nullptr;
  std::string path;
  // 0 if what is there is no regular file.
  int error_number = 0;
  // Whether the file is empty now, because what it held could not be put back.
  bool emptied = false;

  bool ok() const { return action == nullptr; }
};

// What becomes of a file that could not be written: it stays as far as it got, or holds again what it
// held before. A new one stays, empty or not, or is removed.
enum class IfItFails { kLeave, kUndo };

// Makes `text` the contents of the file at `path`, of which there may be at most 4096 bytes. Readers
// see at each moment the old text or the new one, perhaps with blanks behind it. Creates the file,
// 0600, and what is missing of its directory, only if nothing has the name.
OverwriteResult OverwriteFile(const std::string& path, absl::string_view text, IfItFails if_new,
                              IfItFails if_existing);

}  // namespace telemetry

#endif  // STORAGE_FILES_OVERWRITE_FILE_H_
