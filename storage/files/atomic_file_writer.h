// AtomicFileWriter writes, piece by piece, a file that nobody sees before it is complete. If the
// contents are available as a whole, file.h is simpler.
//
//   absl::StatusOr<AtomicFileWriter> writer = AtomicFileWriter::Create(path);
//   if (!writer.ok()) return writer.status();
//   for (const std::string& line : lines) {
//     if (absl::Status status = writer->Append(line); !status.ok()) return status;
//   }
//   return writer->Replace();
//
// The file is created 0600 under a temporary name in the same directory, without following symbolic
// links, and is removed if it is never completed. Every error names the requested path and has the
// text of errno. Holds at most 64 KiB of contents in memory.
//
// Movable, not copyable; not thread-safe.

#ifndef STORAGE_FILES_ATOMIC_FILE_WRITER_H_
#define STORAGE_FILES_ATOMIC_FILE_WRITER_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/unique_fd.h"

namespace telemetry {

class AtomicFileWriter {
 public:
  // Begins the file that will be named `path`; its directory must exist.
  static absl::StatusOr<AtomicFileWriter> Create(const std::string& path);

  AtomicFileWriter(AtomicFileWriter&& other) noexcept
      : path_(std::move(other.path_)),
        temporary_path_(std::exchange(other.temporary_path_, "")),
        fd_(std::move(other.fd_)),
        buffer_(std::move(other.buffer_)) {}
  AtomicFileWriter& operator=(AtomicFileWriter&&) = delete;
  // Removes the temporary file, if it still has that name.
  ~AtomicFileWriter();

  absl::Status Append(absl::string_view contents);

  // Completes the file: flushes it and gives it its name. Replace() replaces a file of that name;
  // CreateNew() fails with AlreadyExists if there is one. Once OK is returned, a loss of power
  // cannot undo it. Nothing may be called afterwards.
  absl::Status Replace();
  absl::Status CreateNew();

 private:
  AtomicFileWriter(std::string path, std::string temporary_path, UniqueFd fd)
      : path_(std::move(path)), temporary_path_(std::move(temporary_path)), fd_(std::move(fd)) {}

  absl::Status WriteOut(absl::string_view contents);
  // Writes the rest, then flushes and closes the file.
  absl::Status Close();

  std::string path_;
  std::string temporary_path_;  // empty once the file has its own name
  UniqueFd fd_;
  std::string buffer_;
};

}  // namespace telemetry

#endif  // STORAGE_FILES_ATOMIC_FILE_WRITER_H_
