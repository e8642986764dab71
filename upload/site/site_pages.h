// The HTML of the public site.
//
//   const SitePages pages({.style = "/assets/site.css", .script = "", .icon = ""}, 5);
//   std::string html = pages.Charts(week);
//
// Pages are complete without JavaScript and without a style sheet: a chart is a table, which the
// script draws as a figure. Names are hostile input: the template library escapes them, they are
// isolated so that right-to-left text cannot affect its surroundings, and invisible characters are
// spelled out (internal/visible_text.h).
//
// Immutable; thread-safe.

#ifndef UPLOAD_SITE_SITE_PAGES_H_
#define UPLOAD_SITE_SITE_PAGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "config/upload_config/approved_counters.h"
#include "upload/site/internal/chart_notes.h"
#include "upload/site/internal/config_change_entry.h"
#include "upload/site/page_assets.h"
#include "upload/site/public_chart.h"
#include "upload/site/site_index.h"

namespace telemetry {

class SitePages {
 public:
  SitePages(PageAssets assets, int64_t min_reports);

  // What is said beside each chart; null if there is nothing to say.
  using Notes = const upload_internal::ChartNotes*;

  // `latest` is null if there are no charts yet.
  std::string Home(const PublicCharts* latest, Notes notes = nullptr) const;
  std::string Charts(const PublicCharts& charts, Notes notes = nullptr) const;
  std::string ChartList(const ChartIndex& index) const;
  std::string Data(const std::vector<DatasetEntry>& datasets) const;
  std::string Config(const ApprovedCounters& approved) const;
  // The changes of the config in force, newest first.
  std::string ConfigHistory(const std::vector<upload_internal::ConfigChangeEntry>& changes) const;
  std::string Privacy() const;
  // A page with a short message, such as "Not found".
  std::string Message(absl::string_view title, absl::string_view message) const;

 private:
  const PageAssets assets_;
  const int64_t min_reports_;
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_SITE_PAGES_H_
