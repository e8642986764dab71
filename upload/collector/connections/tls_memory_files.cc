#include "upload/collector/connections/tls_memory_files.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace telemetry::upload_internal {
namespace {

absl::Status MemoryError() {
  return absl::UnavailableError(absl::StrCat("a TLS file in memory: ", strerror(errno)));
}

absl::Status Write(int fd, const std::string& text) {
  // Cut off afterwards, so that the file is never empty.
  const ssize_t written = pwrite(fd, text.data(), text.size(), 0);
  if (written != static_cast<ssize_t>(text.size())) return MemoryError();
  return ftruncate(fd, written) == 0 ? absl::OkStatus() : MemoryError();
}

std::string PathOf(const UniqueFd& fd) { return absl::StrCat("/proc/self/fd/", fd.get()); }

}  // namespace

absl::StatusOr<TlsMemoryFiles> TlsMemoryFiles::Create(const TlsIdentity& identity) {
  UniqueFd certificate(memfd_create("certificate", MFD_CLOEXEC));
  UniqueFd key(memfd_create("key", MFD_CLOEXEC));
  if (!certificate.valid() || !key.valid()) return MemoryError();
  TlsMemoryFiles files(std::move(certificate), std::move(key));
  if (absl::Status status = files.Replace(identity); !status.ok()) return status;
  return files;
}

std::string TlsMemoryFiles::certificate_path() const { return PathOf(certificate_); }

std::string TlsMemoryFiles::key_path() const { return PathOf(key_); }

absl::Status TlsMemoryFiles::Replace(const TlsIdentity& identity) {
  const absl::Status status = Write(certificate_.get(), identity.certificate);
  return status.ok() ? Write(key_.get(), identity.key) : status;
}

}  // namespace telemetry::upload_internal
