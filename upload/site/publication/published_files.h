// The files that make up the public site, on disk under the collector's data directory.
//
//   PublishedFiles files("/var/lib/collector/site");
//   absl::Status status = files.Write("charts/2026-11-18.json", json);
//   absl::StatusOr<HttpContent> content = files.Open("charts/2026-11-18.json", kJsonType);
//
// Each file has a compressed copy beside it, NAME.gz. A file is replaced as a whole, and only if
// its contents differ, so that its entity tag lasts as long as its contents. The file and its copy
// have separate tags, because one is replaced after the other.
//
// Thread-compatible. One process writes; others, and other threads, may read.

#ifndef UPLOAD_SITE_PUBLICATION_PUBLISHED_FILES_H_
#define UPLOAD_SITE_PUBLICATION_PUBLISHED_FILES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "upload/http/http_content.h"

namespace telemetry {

class PublishedFiles {
 public:
  explicit PublishedFiles(std::string directory);

  // The path of the file `name`, such as "data/2026-11-18.json".
  std::string Path(absl::string_view name) const;

  // The size of the file `name`, without its copy; nullopt if there is no such file.
  std::optional<uint64_t> SizeBytes(absl::string_view name) const;

  // Writes `contents` to the file and its copy. Errors: those of WriteFileAtomically().
  absl::Status Write(absl::string_view name, absl::string_view contents) const;

  // Like Write(), for contents too large to hold in memory: `write` writes them to the path it is
  // given. A file of more than 256 MiB gets no copy. Errors: that of `write`, or of the system call
  // that failed, with the path.
  absl::Status WriteLarge(absl::string_view name,
                          absl::FunctionRef<absl::Status(const std::string& path)> write) const;

  // Removes files in `folder`, such as "data", that a killed process left unfinished. Only for the
  // process that writes.
  absl::Status RemoveUnfinished(absl::string_view folder) const;

  // The file as it is served. The entity tags of the file and of its copy are made from their sizes
  // and modification times. NotFound if there is no such file.
  absl::StatusOr<HttpContent> Open(absl::string_view name, absl::string_view content_type) const;

 private:
  const std::string directory_;
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLICATION_PUBLISHED_FILES_H_
