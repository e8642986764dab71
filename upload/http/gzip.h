// Compression of what is served over HTTP.
//
//   content.gzip = GzipCompress(page);
//
// Pure; thread-safe.

#ifndef UPLOAD_HTTP_GZIP_H_
#define UPLOAD_HTTP_GZIP_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// `contents` as a gzip file (RFC 1952), without a name or a time in it: the same contents always
// give the same bytes.
std::string GzipCompress(absl::string_view contents);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_GZIP_H_
