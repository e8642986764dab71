// The public site over HTTP: maps paths to published files (published_files.h).
//
//   AddSiteRoutes(SiteDirectory(data_dir), SiteAssets(), router);
//
//   /                          what this is, and the latest week's charts
//   /charts/                   the list of charts; as JSON: /charts/index.json
//   /charts/START_END          the charts of a week, or of the last year; as JSON: with .json
//   /data/                     the list of datasets; as JSON: /data/index.json
//   /data/DATE                 the reports of a day: newline-delimited JSON
//   /health                    what is alarming, and the programs; as JSON: /health.json
//   /health/PROGRAM            the health of a program's releases; as JSON: with .json
//   /stacks/                   the programs that have stacks, the stacks of each, each stack
//                              (stacks/stack_file.h)
//   /config                    what is approved; as JSON: /config.json, or /config for clients that
//                              accept application/json and not text/html
//   /config/history            what changed when in it, and why
//   /privacy                   what is collected, what never is, how to turn it off
//   /assets/...                script, style, icon
//
// Everything has an entity tag and a compressed form, and supports range requests. A request
// computes nothing but the name of its file, and only names of these forms are looked up.

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
