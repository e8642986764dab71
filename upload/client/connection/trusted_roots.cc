#include "upload/client/connection/trusted_roots.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "storage/files/file.h"

namespace telemetry {
namespace {

constexpr char kFileVariable[] = "SSL_CERT_FILE";
constexpr char kDirectoryVariable[] = "SSL_CERT_DIR";
// gRPC's own.
constexpr char kGrpcVariable[] = "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH";
// Where Debian and Fedora keep the system's.
constexpr const char* kSystemFiles[] = {"/etc/ssl/certs/ca-certificates.crt",
                                        "/etc/pki/tls/certs/ca-bundle.crt"};
constexpr size_t kMaxFileBytes = size_t{8} << 20;
constexpr absl::string_view kPemBegin = "-----BEGIN ";

std::string Value(Environment environment, const char* name) {
  const char* const value = environment(name);
  return value == nullptr ? "" : value;
}

absl::Status Named(const char* variable, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(variable, ": ", status.message()));
}

void Append(absl::string_view pem, std::string& roots) {
  if (absl::StrContains(pem, kPemBegin)) absl::StrAppend(&roots, pem, "\n");
}

absl::Status AppendFile(const std::string& path, std::string& roots) {
  const absl::StatusOr<std::string> contents = ReadFile(path, kMaxFileBytes);
  if (contents.ok()) Append(*contents, roots);
  return contents.status();
}

// OK if at least one of the directories could be read.
absl::Status AppendDirectories(absl::string_view directories, std::string& roots) {
  absl::Status failure = absl::OkStatus();
  bool any = false;
  for (const absl::string_view directory : absl::StrSplit(directories, ':', absl::SkipEmpty())) {
    const absl::StatusOr<std::vector<std::string>> names = ListDirectory(std::string(directory));
    failure.Update(names.status());
    if (!names.ok()) continue;
    any = true;
    for (const std::string& name : *names) {
      (void)AppendFile(absl::StrCat(directory, "/", name), roots);
    }
  }
  return any ? absl::OkStatus() : failure;
}

}  // namespace

absl::StatusOr<std::string> RootsOfEnvironment(Environment environment) {
  const std::string file = Value(environment, kFileVariable);
  const std::string directories = Value(environment, kDirectoryVariable);
  if (!Value(environment, kGrpcVariable).empty()) return "";
  if (file.empty() && directories.empty()) return "";
  std::string roots;
  if (!file.empty()) {
    if (const absl::Status read = AppendFile(file, roots); !read.ok()) {
      return Named(kFileVariable, read);
    }
  } else {
    for (const char* system : kSystemFiles) (void)AppendFile(system, roots);
  }
  if (const absl::Status read = AppendDirectories(directories, roots); !read.ok()) {
    return Named(kDirectoryVariable, read);
  }
  if (roots.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(file.empty() ? kDirectoryVariable : kFileVariable, ": no certificate is in ",
                     file.empty() ? directories : file));
  }
  return roots;
}

}  // namespace telemetry
