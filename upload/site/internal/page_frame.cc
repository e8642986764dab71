#include "upload/site/internal/page_frame.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "upload/site/internal/config_page.h"
#include "upload/site/internal/visible_text.h"
#include "upload/site/page_templates.h"

namespace telemetry::upload_internal {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

constexpr struct {
  const char* page;
  const char* path;
  const char* label;
} kNavigation[] = {
    {"charts", "/charts/", "Charts"},           {"health", "/health", "Health"},
    {"stacks", "/stacks/", "Stacks"},           {"data", "/data/", "Data"},
    {"config", "/config", "What is collected"}, {"privacy", "/privacy", "Privacy"},
};

data Navigation(absl::string_view page) {
  data navigation = List();
  for (const auto& item : kNavigation) {
    data entry;
    entry["path"] = item.path;
    entry["label"] = item.label;
    entry["current"] = data(item.page == page);
    navigation << std::move(entry);
  }
  return navigation;
}

}  // namespace

data List() { return data(data::type::list); }

data Text(absl::string_view text) { return data(VisibleText(text)); }

data TextOrNothing(const std::string& text) { return text.empty() ? data(false) : data(text); }

void AddHiding(int64_t min_reports, data& values) {
  values["min_reports"] = absl::StrCat(min_reports);
  values["hides"] = data(min_reports > 1);
}

std::string RenderPage(const PageAssets& assets, absl::string_view page, absl::string_view title,
                       absl::string_view parts, data values) {
  AddPartials(values);
  values["navigation"] = Navigation(page);
  values["page"] = std::string(page);
  values["title"] = Text(title);
  values["style"] = TextOrNothing(assets.style);
  values["script"] = TextOrNothing(assets.script);
  values["icon"] = TextOrNothing(assets.icon);
  return mustache(absl::StrCat(kHeaderTemplate, parts, kFooterTemplate)).render(values);
}

}  // namespace telemetry::upload_internal
