#ifndef UPLOAD_WEB_WEB_ASSET_H_
#define UPLOAD_WEB_WEB_ASSET_H_

#include "absl/strings/string_view.h"

namespace telemetry {

// A file of the front end, embedded in the program. The data lives as long as the program.
struct WebAsset {
  // Where it is served, such as "/assets/site-4f1c0a9b2d3e.js". The path contains a hash of the
  // contents, so the file may be cached forever.
  absl::string_view path;
  absl::string_view content_type;
  absl::string_view data;
  // `data`, compressed with gzip.
  absl::string_view gzip;
};

}  // namespace telemetry

#endif  // UPLOAD_WEB_WEB_ASSET_H_
