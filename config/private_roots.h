// The root certificates of a collector that no public authority vouches for, as the user has named
// them with the consent to it.
//
//   absl::StatusOr<PrivateRoots> named = LoadPrivateRoots("/etc/ssl/example-ca.pem");
//   absl::Status status = named.ok() ? RecordPrivateRoots(dir, *named) : named.status();
//   absl::StatusOr<std::optional<PrivateRoots>> roots = ReadPrivateRoots(dir);
//   if (roots.ok() && roots->has_value()) Trust((*roots)->certificates);
//
// Who may vouch for a collector is a part of the consent to it, so what is recorded is the path and
// the certificates themselves (TelemetryDir::private_roots_path(): the path, a line; then the file).
// If the file at that path is another one some day, whoever has changed it, nothing is sent until the
// user has named it again. Withdrawing consent forgets them (consent.h).
//
// Errors name the file that is at fault. Thread-safe.

#ifndef CONFIG_PRIVATE_ROOTS_H_
#define CONFIG_PRIVATE_ROOTS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

struct PrivateRoots {
  // Where the user has them, an absolute path.
  std::string path;
  // PEM.
  std::string certificates;
};

// The certificates in the PEM file at `path`. InvalidArgument if there is none in it; otherwise as
// ReadFile() (file.h), OutOfRange for one of more than a megabyte.
absl::StatusOr<PrivateRoots> LoadPrivateRoots(const std::string& path);

// Records them for the collector whose directory is `dir`, which exists, in place of others. Errors
// as LoadPrivateRoots() and WriteFileAtomically().
absl::Status RecordPrivateRoots(const TelemetryDir& dir, const PrivateRoots& roots);

// What is recorded; nullopt if nothing is, and the system's roots count. FailedPrecondition if the
// file has changed since, PermissionDenied if others could have written the record, DataLoss if it is
// damaged; otherwise as LoadPrivateRoots(), such as NotFound.
absl::StatusOr<std::optional<PrivateRoots>> ReadPrivateRoots(const TelemetryDir& dir);

}  // namespace telemetry

#endif  // CONFIG_PRIVATE_ROOTS_H_
