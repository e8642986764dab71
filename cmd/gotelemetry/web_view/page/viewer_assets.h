// The front end of `gotelemetry view`, embedded in the program by the build.
//
//   for (const WebAsset& asset : ViewerAssets()) Serve(asset.path, asset);
//   page += absl::StrCat("<script type=\"module\" src=\"", ViewerScript(), "\"></script>");
//
// All functions are pure and thread-safe.

#ifndef CMD_GOTELEMETRY_WEB_VIEW_PAGE_VIEWER_ASSETS_H_
#define CMD_GOTELEMETRY_WEB_VIEW_PAGE_VIEWER_ASSETS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "upload/web/web_asset.h"

namespace telemetry {

// All files that the pages load.
absl::Span<const WebAsset> ViewerAssets();

// The paths of the script (a module), the style sheet and the icon (SVG) of each page.
absl::string_view ViewerScript();
absl::string_view ViewerStyle();
absl::string_view ViewerIcon();

}  // namespace telemetry

#endif  // CMD_GOTELEMETRY_WEB_VIEW_PAGE_VIEWER_ASSETS_H_
