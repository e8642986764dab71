// The values that the templates about configs use: config.html, config_history.html, and
// chart_note.html and name_list.html, which others include.
//
//   data values = ConfigPageValues(approved);
//   AddPartials(values);
//   std::string html = mustache(kConfigTemplate).render(values);
//
// Everything in a config may be hostile (site_pages.h).
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_INTERNAL_CONFIG_PAGE_H_
#define UPLOAD_SITE_INTERNAL_CONFIG_PAGE_H_

#include <kainjow/mustache.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "config/upload_config/approved_counters.h"
#include "upload/site/internal/chart_notes.h"
#include "upload/site/internal/config_change_entry.h"

namespace telemetry::upload_internal {

// Lets the templates include chart_note.html and name_list.html.
void AddPartials(kainjow::mustache::data& values);

// The values of chart_note.html, in the section `note`; `kind`, such as "counter", may be empty.
// False if there is nothing to say.
kainjow::mustache::data NoteValues(const ChartNote* note, absl::string_view kind);

// The values of name_list.html that always fold the names: `summary` stands in their place.
kainjow::mustache::data FoldedNames(const std::vector<std::string>& names,
                                    const std::string& summary);

kainjow::mustache::data ConfigPageValues(const ApprovedCounters& approved);

kainjow::mustache::data ConfigHistoryValues(const std::vector<ConfigChangeEntry>& changes);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_INTERNAL_CONFIG_PAGE_H_
