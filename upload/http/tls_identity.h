// What a server shows to its peers over TLS: a certificate and its key.
//
//   absl::StatusOr<TlsIdentity> identity = ReadTlsIdentity("cert.pem", "key.pem");
//   if (!identity.ok()) return identity.status();
//   for (const std::string& line : TlsConcerns(*identity, absl::Now())) log(line);
//
// Thread-safe.

#ifndef UPLOAD_HTTP_TLS_IDENTITY_H_
#define UPLOAD_HTTP_TLS_IDENTITY_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace telemetry {

// PEM, and the names of the files for messages; these may be empty.
struct TlsIdentity {
  std::string certificate;
  std::string key;
  std::string certificate_path = "";
  std::string key_path = "";
};

// Whether a server can use it. InvalidArgument, naming the file: the certificate is not PEM, the key
// is not PEM or has a passphrase, or the key is another certificate's. Pure.
absl::Status CheckTlsIdentity(const TlsIdentity& identity);

// Reads and checks both files. Errors: those of ReadFile() and CheckTlsIdentity().
absl::StatusOr<TlsIdentity> ReadTlsIdentity(const std::string& certificate_path,
                                            const std::string& key_path);

// What an operator should know of it, a line each: the certificate has expired, expires within two
// weeks, or is not valid yet; others than its owner may read the key's file, or may change it.
std::vector<std::string> TlsConcerns(const TlsIdentity& identity, absl::Time now);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_TLS_IDENTITY_H_
