#include "upload/site/published_files.h"

#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/atomic_file.h"
#include "upload/http/gzip.h"

namespace telemetry {
namespace {

constexpr size_t kMaxCompressedFileBytes = 256 << 20;
constexpr absl::string_view kCompressedSuffix = ".gz";

// The directory part of a path.
std::string Parent(const std::string& path) { return path.substr(0, path.rfind('/')); }

bool Exists(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0;
}

}  // namespace

PublishedFiles::PublishedFiles(std::string directory) : directory_(std::move(directory)) {}

std::string PublishedFiles::Path(absl::string_view name) const {
  return absl::StrCat(directory_, "/", name);
}

absl::Status PublishedFiles::Write(absl::string_view name, absl::string_view contents) const {
  const std::string path = Path(name);
  const std::string compressed_path = absl::StrCat(path, kCompressedSuffix);
  const absl::StatusOr<std::string> present = ReadFile(path, contents.size());
  if (present.ok() && *present == contents && Exists(compressed_path)) return absl::OkStatus();
  absl::Status status = EnsureDirectory(Parent(path));
  if (status.ok()) status = WriteFileAtomically(compressed_path, GzipCompress(contents));
  if (status.ok()) status = WriteFileAtomically(path, contents);
  return status;
}

absl::StatusOr<uint64_t> PublishedFiles::Compress(absl::string_view name) const {
  const std::string path = Path(name);
  const std::string compressed_path = absl::StrCat(path, kCompressedSuffix);
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) return absl::ErrnoToStatus(errno, path);
  const uint64_t size = info.st_size;
  absl::Status status;
  if (size > kMaxCompressedFileBytes) {
    status = RemoveFile(compressed_path);
  } else {
    const absl::StatusOr<std::string> contents = ReadFile(path, kMaxCompressedFileBytes);
    if (!contents.ok()) return contents.status();
    status = WriteFileAtomically(compressed_path, GzipCompress(*contents));
  }
  if (!status.ok()) return status;
  return size;
}

absl::StatusOr<HttpContent> PublishedFiles::Open(absl::string_view name,
                                                 absl::string_view content_type) const {
  const std::string path = Path(name);
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) return absl::ErrnoToStatus(errno, path);
  absl::StatusOr<HttpBody> identity = HttpBody::OfFile(path);
  if (!identity.ok()) return identity.status();
  HttpContent content{
      .content_type = std::string(content_type),
      .identity = *std::move(identity),
      .gzip = std::nullopt,
      .etag = absl::StrCat(absl::Hex(info.st_size), "-", absl::Hex(info.st_mtim.tv_sec), "-",
                           absl::Hex(info.st_mtim.tv_nsec))};
  absl::StatusOr<HttpBody> compressed = HttpBody::OfFile(absl::StrCat(path, kCompressedSuffix));
  if (compressed.ok()) content.gzip = *std::move(compressed);
  return content;
}

}  // namespace telemetry
