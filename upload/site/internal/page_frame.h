// What all pages of the site have in common: header, navigation, footer, and how text is shown.
//
//   data values;
//   values["message"] = Text("Not found");
//   std::string html = RenderPage(assets, "error", "Not found", kMessageTemplate, std::move(values));
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_INTERNAL_PAGE_FRAME_H_
#define UPLOAD_SITE_INTERNAL_PAGE_FRAME_H_

#include <cstdint>
#include <kainjow/mustache.hpp>
#include <string>

#include "absl/strings/string_view.h"
#include "upload/site/page_assets.h"

namespace telemetry::upload_internal {

// An empty list.
kainjow::mustache::data List();

// Text as it is displayed (visible_text.h).
kainjow::mustache::data Text(absl::string_view text);

// False for an empty text, so that its section is left out.
kainjow::mustache::data TextOrNothing(const std::string& text);

// Adds the values that hiding.html uses.
void AddHiding(int64_t min_reports, kainjow::mustache::data& values);

// The page made of `parts`, templates between header and footer, filled in with `values`. `page` is
// the item of the navigation that it belongs to, or another word.
std::string RenderPage(const PageAssets& assets, absl::string_view page, absl::string_view title,
                       absl::string_view parts, kainjow::mustache::data values);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_INTERNAL_PAGE_FRAME_H_
