// The front end of the collector's public site, embedded in the program by the build.
//
//   for (const WebAsset& asset : SiteAssets()) Serve(asset.path, asset);
//   page += absl::StrCat("<script type=\"module\" src=\"", SiteScript(), "\"></script>");
//
// All functions are pure and thread-safe.

#ifndef UPLOAD_WEB_SITE_ASSETS_H_
#define UPLOAD_WEB_SITE_ASSETS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "upload/web/web_asset.h"

namespace telemetry {

// All files that the pages load.
absl::Span<const WebAsset> SiteAssets();

// The paths of the script (a module), the style sheet and the icon (SVG) of each page.
absl::string_view SiteScript();
absl::string_view SiteStyle();
absl::string_view SiteIcon();

}  // namespace telemetry

#endif  // UPLOAD_WEB_SITE_ASSETS_H_
