// The body of an HTTP reply: bytes in memory, or a file that is read while it is sent.
//
//   HttpBody page("<!doctype html>...");
//   absl::StatusOr<HttpBody> dataset = HttpBody::OfFile("/data/2026-11-18.json");
//   HttpBody first_kibibyte = dataset->Slice(0, 1024);
//
// Copies share the bytes or the open file, so they cost nothing. A file that is replaced or removed
// (never: changed in place) while a body refers to it stays as it was for that body.
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
  // Implicit, because a reply's body is most often a text.
  HttpBody(std::string bytes);                         // NOLINT(google-explicit-constructor)
  HttpBody(const char* text);                          // NOLINT(google-explicit-constructor)
  HttpBody(std::shared_ptr<const std::string> bytes);  // NOLINT(google-explicit-constructor)

  // What the file at `path` holds now. NotFound, PermissionDenied, ...: that of the system call,
  // with the path; FailedPrecondition if it is not a regular file.
  static absl::StatusOr<HttpBody> OfFile(const std::string& path);

  uint64_t size_bytes() const { return size_bytes_; }

  // The part that begins at `offset` and is `size` long; what lies outside of the body is left out.
  HttpBody Slice(uint64_t offset, uint64_t size) const;

  // A piece, at most `max_bytes`, of what follows `offset`, which is less than size_bytes(). Refers
  // either to the body's own bytes or to `buffer`, which is valid until it is used again. DataLoss
  // if the file has become shorter; else that of the system call.
  absl::StatusOr<absl::string_view> Piece(uint64_t offset, size_t max_bytes,
                                          std::string& buffer) const;

 private:
  // An open file, closed with its last body.
  class File;

  std::shared_ptr<const std::string> bytes_;  // null if this is a file, or empty
  std::shared_ptr<const File> file_;
  uint64_t begin_ = 0;
  uint64_t size_bytes_ = 0;
};

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_BODY_H_
