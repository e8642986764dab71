// A certificate and its key as files in memory, for gRPC: it takes new ones only from files, which it
// reads again by itself, and serves nobody while they are of no use to it.
//
//   absl::StatusOr<TlsMemoryFiles> files = TlsMemoryFiles::Create(identity);
//   Watch(files->certificate_path(), files->key_path());
//   absl::Status status = files->Replace(renewed);  // after CheckTlsIdentity()
//
// Nothing reaches a disk. The paths are valid in this process, as long as the object lives.
//
// Thread-compatible.

#ifndef UPLOAD_COLLECTOR_CONNECTIONS_TLS_MEMORY_FILES_H_
#define UPLOAD_COLLECTOR_CONNECTIONS_TLS_MEMORY_FILES_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/unique_fd.h"
#include "upload/http/tls_identity.h"

namespace telemetry::upload_internal {

class TlsMemoryFiles {
 public:
  // Errors: the system call's.
  static absl::StatusOr<TlsMemoryFiles> Create(const TlsIdentity& identity);

  std::string certificate_path() const;
  std::string key_path() const;

  // Who reads in between may find one of the two still as it was. Errors: the system call's.
  absl::Status Replace(const TlsIdentity& identity);

 private:
  TlsMemoryFiles(UniqueFd certificate, UniqueFd key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}

  UniqueFd certificate_;
  UniqueFd key_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_CONNECTIONS_TLS_MEMORY_FILES_H_
