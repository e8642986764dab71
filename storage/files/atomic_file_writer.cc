#include "storage/files/atomic_file_writer.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "storage/directory/flush_directory.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/path.h"
#include "storage/errno_error.h"
#include "storage/files/rename_to_new_name.h"
#include "storage/files/temporary_file.h"

namespace telemetry {
namespace {

constexpr size_t kBufferBytes = size_t{64} << 10;

}  // namespace

absl::StatusOr<AtomicFileWriter> AtomicFileWriter::Create(const std::string& path) {
  TemporaryFile file = CreateTemporaryFile(path);
  if (!file.fd.valid()) return ErrnoError("create", path);
  return AtomicFileWriter(path, std::move(file.path), std::move(file.fd));
}

AtomicFileWriter::~AtomicFileWriter() {
  if (temporary_path_.empty()) return;
  const At at(temporary_path_);
  unlinkat(at.directory(), at.name(), 0);
}

absl::Status AtomicFileWriter::Append(absl::string_view contents) {
  if (buffer_.size() + contents.size() > kBufferBytes) {
    if (absl::Status status = WriteOut(buffer_); !status.ok()) return status;
    buffer_.clear();
  }
  if (contents.size() > kBufferBytes) return WriteOut(contents);
  buffer_.append(contents.data(), contents.size());
  return absl::OkStatus();
}

absl::Status AtomicFileWriter::WriteOut(absl::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written = write(fd_.get(), contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoError("write", path_);
    contents.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status AtomicFileWriter::Close() {
  if (absl::Status status = WriteOut(buffer_); !status.ok()) return status;
  if (fsync(fd_.get()) != 0) return ErrnoError("flush", path_);
  if (close(fd_.release()) != 0) return ErrnoError("close", path_);
  return absl::OkStatus();
}

absl::Status AtomicFileWriter::Replace() {
  if (absl::Status status = Close(); !status.ok()) return status;
  const At temporary(temporary_path_);
  const At at(path_);
  if (renameat(temporary.directory(), temporary.name(), at.directory(), at.name()) != 0) {
    return ErrnoError("replace", path_);
  }
  temporary_path_.clear();
  return FlushDirectory(DirectoryOf(path_));
}

absl::Status AtomicFileWriter::CreateNew() {
  if (absl::Status status = Close(); !status.ok()) return status;
  if (const int error = RenameToNewName(temporary_path_.c_str(), path_.c_str()); error != 0) {
    errno = error;
    return ErrnoError("create", path_);
  }
  temporary_path_.clear();
  return FlushDirectory(DirectoryOf(path_));
}

}  // namespace telemetry
