// Compression for HTTP.
//
//   content.gzip = GzipCompress(page);
//
// Pure; thread-safe.

#ifndef UPLOAD_HTTP_GZIP_H_
#define UPLOAD_HTTP_GZIP_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// Returns `contents` as a gzip file (RFC 1952) without a name or timestamp, so that equal contents
// give equal bytes.
std::string GzipCompress(absl::string_view contents);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_GZIP_H_
