// The public site over HTTP: which path is which published file (published_files.h).
//
//   AddSiteRoutes(SiteDirectory(data_dir), SiteAssets(), router);
//
//   /                          what this is, and the latest week's charts
//   /charts/                   the charts that there are; as JSON: /charts/index.json
//   /charts/START_END          those of a week, or of the last year; as JSON: with .json
//   /data/                     the datasets that there are; as JSON: /data/index.json
//   /data/DATE                 the reports of a day: newline-delimited JSON
//   /config                    what is approved; as JSON: /config.json, or /config to who accepts
//                              application/json and not text/html
//   /privacy                   what is collected, what never is, how to turn it off
//   /assets/...                script, style, icon
//
// Everything has an entity tag and a compressed form, and is served by ranges. Nothing is computed
// for a request but which file it means, and only names of these forms are looked up.

#ifndef UPLOAD_SITE_SITE_ROUTES_H_
#define UPLOAD_SITE_SITE_ROUTES_H_

#include <string>

#include "absl/types/span.h"
#include "upload/http/http_router.h"
#include "upload/web/web_asset.h"

namespace telemetry {

// `assets` must outlive the router.
void AddSiteRoutes(const std::string& site_directory, absl::Span<const WebAsset> assets,
                   HttpRouter& router);

}  // namespace telemetry

#endif  // UPLOAD_SITE_SITE_ROUTES_H_
