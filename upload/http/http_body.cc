#include "upload/http/http_body.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/unique_fd.h"

namespace telemetry {

class HttpBody::File {
 public:
  File(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  int fd() const { return fd_.get(); }
  const std::string& path() const { return path_; }

 private:
  const UniqueFd fd_;
  const std::string path_;
};

HttpBody::HttpBody(std::string bytes)
    : HttpBody(std::make_shared<const std::string>(std::move(bytes))) {}

HttpBody::HttpBody(const char* text) : HttpBody(std::string(text)) {}

HttpBody::HttpBody(std::shared_ptr<const std::string> bytes)
    : bytes_(std::move(bytes)), size_bytes_(bytes_ == nullptr ? 0 : bytes_->size()) {}

absl::StatusOr<HttpBody> HttpBody::OfFile(const std::string& path) {
  // Without O_NONBLOCK, opening a FIFO would block until it has a writer.
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, path);
  struct stat info = {};
  if (fstat(fd.get(), &info) != 0) return absl::ErrnoToStatus(errno, path);
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": not a regular file"));
  }
  HttpBody body;
  body.file_ = std::make_shared<const File>(std::move(fd), path);
  body.size_bytes_ = info.st_size;
  return body;
}

HttpBody HttpBody::Slice(uint64_t offset, uint64_t size) const {
  HttpBody slice = *this;
  offset = std::min(offset, size_bytes_);
  slice.begin_ += offset;
  slice.size_bytes_ = std::min(size, size_bytes_ - offset);
  return slice;
}

absl::StatusOr<absl::string_view> HttpBody::Piece(uint64_t offset, size_t max_bytes,
                                                  std::string& buffer) const {
  const size_t wanted = std::min<uint64_t>(max_bytes, size_bytes_ - offset);
  if (bytes_ != nullptr) return absl::string_view(*bytes_).substr(begin_ + offset, wanted);
  buffer.resize(wanted);
  const ssize_t got = pread(file_->fd(), buffer.data(), wanted, begin_ + offset);
  if (got < 0) return absl::ErrnoToStatus(errno, file_->path());
  if (got == 0) {
    return absl::DataLossError(absl::StrCat(file_->path(), ": shorter than when it was opened"));
  }
  return absl::string_view(buffer.data(), got);
}

}  // namespace telemetry
