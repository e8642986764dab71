#include "upload/site/publication/published_files.h"

#include <sys/stat.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/directory/flush_directory.h"
#include "storage/directory/path.h"
#include "storage/files/file.h"
#include "upload/http/gzip.h"

namespace telemetry {
namespace {

constexpr size_t kMaxCompressedFileBytes = 256 << 20;
constexpr absl::string_view kCompressedSuffix = ".gz";

// An entity tag for the file's current contents.
std::string Tag(const struct stat& info) {
  return absl::StrCat(absl::Hex(info.st_size), "-", absl::Hex(info.st_mtim.tv_sec), "-",
                      absl::Hex(info.st_mtim.tv_nsec));
}

// Makes the compressed copy of a file, unless the file is too large.
absl::Status Compress(const std::string& path, const std::string& compressed_path) {
  const absl::StatusOr<std::string> contents = ReadFile(path, kMaxCompressedFileBytes);
  if (absl::IsOutOfRange(contents.status())) return RemoveFile(compressed_path);
  if (!contents.ok()) return contents.status();
  return WriteFileAtomically(compressed_path, GzipCompress(*contents));
}

}  // namespace

PublishedFiles::PublishedFiles(std::string directory) : directory_(std::move(directory)) {}

std::string PublishedFiles::Path(absl::string_view name) const {
  return absl::StrCat(directory_, "/", name);
}

std::optional<uint64_t> PublishedFiles::SizeBytes(absl::string_view name) const {
  struct stat info = {};
  if (stat(Path(name).c_str(), &info) != 0) return std::nullopt;
  return static_cast<uint64_t>(info.st_size);
}

absl::Status PublishedFiles::Write(absl::string_view name, absl::string_view contents) const {
  const std::string path = Path(name);
  const std::string compressed_path = absl::StrCat(path, kCompressedSuffix);
  const absl::StatusOr<std::string> present = ReadFile(path, contents.size());
  if (present.ok() && *present == contents && FileExists(compressed_path)) return absl::OkStatus();
  absl::Status status = EnsureDirectory(DirectoryOf(path));
  if (status.ok()) status = WriteFileAtomically(compressed_path, GzipCompress(contents));
  if (status.ok()) status = WriteFileAtomically(path, contents);
  return status;
}

absl::Status PublishedFiles::WriteLarge(
    absl::string_view name, absl::FunctionRef<absl::Status(const std::string& path)> write) const {
  const std::string path = Path(name);
  const std::string unfinished = absl::StrCat(path, ".new", kTemporarySuffix);
  absl::Status status = EnsureDirectory(DirectoryOf(path));
  if (status.ok()) status = write(unfinished);
  if (status.ok()) status = Compress(unfinished, absl::StrCat(path, kCompressedSuffix));
  if (status.ok()) status = Rename(unfinished, path);
  if (status.ok()) return FlushDirectory(DirectoryOf(path));
  RemoveFile(unfinished).IgnoreError();  // the first failure is the one to report
  return status;
}

absl::Status PublishedFiles::RemoveUnfinished(absl::string_view folder) const {
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(Path(folder));
  if (absl::IsNotFound(names.status())) return absl::OkStatus();
  absl::Status status = names.status();
  if (!names.ok()) return status;
  for (const std::string& name : *names) {
    if (!absl::EndsWith(name, kTemporarySuffix)) continue;
    status.Update(RemoveFile(absl::StrCat(Path(folder), "/", name)));
  }
  return status;
}

absl::StatusOr<HttpContent> PublishedFiles::Open(absl::string_view name,
                                                 absl::string_view content_type) const {
  const std::string path = Path(name);
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) return absl::ErrnoToStatus(errno, path);
  absl::StatusOr<HttpBody> identity = HttpBody::OfFile(path);
  if (!identity.ok()) return identity.status();
  HttpContent content{.content_type = std::string(content_type),
                      .identity = *std::move(identity),
                      .gzip = std::nullopt,
                      .etag = Tag(info)};
  // The tag is read before the file is opened. If a newer file replaces it in between, the new body
  // gets the old tag, which only means that it is fetched once more.
  const std::string compressed_path = absl::StrCat(path, kCompressedSuffix);
  if (stat(compressed_path.c_str(), &info) != 0) return content;
  absl::StatusOr<HttpBody> compressed = HttpBody::OfFile(compressed_path);
  if (!compressed.ok()) return content;
  content.gzip = *std::move(compressed);
  content.gzip_etag = absl::StrCat(Tag(info), "-gzip");
  return content;
}

}  // namespace telemetry
