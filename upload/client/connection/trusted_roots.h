// The root certificates that the environment names, as OpenSSL and Go's programs read it.
//
//   absl::StatusOr<std::string> roots = RootsOfEnvironment(GetEnvironment);
//   if (!roots.ok()) return roots.status();
//   if (!roots->empty()) Trust(*roots);          // else the system's

#ifndef UPLOAD_CLIENT_CONNECTION_TRUSTED_ROOTS_H_
#define UPLOAD_CLIENT_CONNECTION_TRUSTED_ROOTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "upload/client/connection/environment.h"

namespace telemetry {

// The PEM certificates in the file that SSL_CERT_FILE names and in all files of the directories that
// SSL_CERT_DIR names, separated by colons. If only SSL_CERT_DIR is set, the system's file counts
// too, where there is one. Empty if neither is set; or if GRPC_DEFAULT_SSL_ROOTS_FILE_PATH is, which
// gRPC obeys by itself.
//
// Errors: those of ReadFile() and ListDirectory() (storage/files/file.h), with the variable, if the
// file or none of the directories can be read; FailedPrecondition if no certificate is in them. So a
// mistake does not silently trust others. Files in the directories that cannot be read are skipped.
absl::StatusOr<std::string> RootsOfEnvironment(Environment environment);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONNECTION_TRUSTED_ROOTS_H_
