// What each page of the site loads.

#ifndef UPLOAD_SITE_PAGE_ASSETS_H_
#define UPLOAD_SITE_PAGE_ASSETS_H_

#include <string>

namespace telemetry {

// Paths of what each page loads; an empty one is not loaded.
struct PageAssets {
  std::string style = "";
  std::string script = "";
  std::string icon = "";
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_PAGE_ASSETS_H_
