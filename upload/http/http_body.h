// The body of an HTTP reply: bytes in memory, or a file that is read as it is sent.
//
//   HttpBody page("<!doctype html>...");
//   absl::StatusOr<HttpBody> dataset = HttpBody::OfFile("/data/2026-11-18.json");
//   HttpBody first_kibibyte = dataset->Slice(0, 1024);
//
// Copies share the bytes or the open file, so they are cheap. If the file is replaced or removed,
// existing bodies still refer to the old contents. It must never be changed in place.
//
// Thread-compatible; copies may be used by several threads at once.

#ifndef UPLOAD_HTTP_HTTP_BODY_H_
#define UPLOAD_HTTP_HTTP_BODY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry {

class HttpBody {
 public:
  HttpBody() = default;
  // Implicit, because a reply's body is usually text.
  HttpBody(std::string bytes);                         // NOLINT(google-explicit-constructor)
  HttpBody(const char* text);                          // NOLINT(google-explicit-constructor)
  HttpBody(std::shared_ptr<const std::string> bytes);  // NOLINT(google-explicit-constructor)

  // Returns the current contents of the file at `path`. Errors: the system call's (NotFound,
  // PermissionDenied, ...), with the path; FailedPrecondition if it is not a regular file.
  static absl::StatusOr<HttpBody> OfFile(const std::string& path);

  uint64_t size_bytes() const { return size_bytes_; }

  // Returns `size` bytes from `offset` on, clipped to the body.
  HttpBody Slice(uint64_t offset, uint64_t size) const;

  // Returns at most `max_bytes` from `offset` on, which must be less than size_bytes(). The result
  // refers to the body's own bytes or to `buffer`, and is valid until `buffer` is used again.
  // DataLoss if the file has been truncated; other errors are the system call's.
  absl::StatusOr<absl::string_view> Piece(uint64_t offset, size_t max_bytes,
                                          std::string& buffer) const;

 private:
  // An open file, closed with the last body that refers to it.
  class File;

  std::shared_ptr<const std::string> bytes_;  // null for a file or an empty body
  std::shared_ptr<const File> file_;
  uint64_t begin_ = 0;
  uint64_t size_bytes_ = 0;
};

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_BODY_H_
