#include "config/private_roots.h"

#include <limits.h>
#include <unistd.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/errno_error.h"
#include "storage/files/file.h"
#include "storage/files/own_file.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

constexpr size_t kMaxCertificatesBytes = 1 << 20;
constexpr size_t kMaxRecordBytes = kMaxCertificatesBytes + PATH_MAX;

absl::StatusOr<std::string> AbsolutePath(const std::string& path) {
  if (absl::StartsWith(path, "/")) return path;
  char directory[PATH_MAX];
  if (getcwd(directory, sizeof directory) == nullptr) return ErrnoError("find", path);
  return absl::StrCat(directory, "/", path);
}

}  // namespace

absl::StatusOr<PrivateRoots> LoadPrivateRoots(const std::string& path) {
  absl::StatusOr<std::string> certificates = ReadFile(path, kMaxCertificatesBytes);
  if (!certificates.ok()) return certificates.status();
  if (!absl::StrContains(*certificates, "-----BEGIN CERTIFICATE-----")) {
    return absl::InvalidArgumentError(absl::StrCat("no certificate is in ", path));
  }
  return PrivateRoots{path, *std::move(certificates)};
}

absl::Status RecordPrivateRoots(const TelemetryDir& dir, const PrivateRoots& roots) {
  const absl::StatusOr<std::string> path = AbsolutePath(roots.path);
  if (!path.ok()) return path.status();
  if (absl::StrContains(*path, "\n")) {
    return absl::InvalidArgumentError(
        absl::StrCat("the path of the roots has more than a line: ", *path));
  }
  return WriteFileAtomically(dir.private_roots_path(),
                             absl::StrCat(*path, "\n", roots.certificates));
}

absl::StatusOr<std::optional<PrivateRoots>> ReadPrivateRoots(const TelemetryDir& dir) {
  const std::string record_path = dir.private_roots_path();
  const absl::StatusOr<std::string> record = ReadFile(record_path, kMaxRecordBytes);
  if (absl::IsNotFound(record.status())) return std::optional<PrivateRoots>();
  if (!record.ok()) return record.status();
  if (absl::Status status = CheckOwnFile(record_path); !status.ok()) return status;
  const size_t end = record->find('\n');
  if (end == std::string::npos || !absl::StartsWith(*record, "/")) {
    return absl::DataLossError(absl::StrCat(record_path, " does not begin with a path"));
  }
  absl::StatusOr<PrivateRoots> roots = LoadPrivateRoots(record->substr(0, end));
  if (!roots.ok()) return roots.status();
  if (roots->certificates != record->substr(end + 1)) {
    return absl::FailedPreconditionError(absl::StrCat(
        roots->path, " has changed since it was named: name it again with --tls-roots"));
  }
  return std::optional<PrivateRoots>(*std::move(roots));
}

}  // namespace telemetry
