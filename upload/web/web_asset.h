#ifndef UPLOAD_WEB_WEB_ASSET_H_
#define UPLOAD_WEB_WEB_ASSET_H_

#include "absl/strings/string_view.h"

namespace telemetry {

// A file of the front end, part of the program. What it refers to lives as long as the program.
struct WebAsset {
  // Where it is served, "/assets/site-4f1c0a9b2d3e.js". The digits change with its contents, so that
  // it may be kept for ever.
  absl::string_view path;
  absl::string_view content_type;
  absl::string_view data;
  // `data`, compressed.
  absl::string_view gzip;
};

}  // namespace telemetry

#endif  // UPLOAD_WEB_WEB_ASSET_H_
