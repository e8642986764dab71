// UniqueFd owns a file descriptor and closes it. Like std::unique_ptr, not thread-safe by itself.
//
//   UniqueFd fd(open(path, O_RDONLY | O_CLOEXEC));
//   if (!fd.valid()) return errno;

#ifndef STORAGE_UNIQUE_FD_H_
#define STORAGE_UNIQUE_FD_H_

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace telemetry {

class UniqueFd {
 public:
  UniqueFd() = default;
  // Takes ownership of `fd`; a negative one means none.
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ~UniqueFd() { reset(); }

  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }
  // Gives up the descriptor without closing it.
  int release() { return std::exchange(fd_, -1); }
  // Closes the descriptor and takes ownership of `fd`. Leaves errno alone, so that the reason of a
  // failed call survives.
  void reset(int fd = -1) {
    const int error_number = errno;
    if (valid()) close(fd_);
    fd_ = fd;
    errno = error_number;
  }

 private:
  int fd_ = -1;
};

}  // namespace telemetry

#endif  // STORAGE_UNIQUE_FD_H_
