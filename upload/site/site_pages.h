// The HTML of the public site.
//
//   const SitePages pages({.style = "/assets/site.css", .script = "", .icon = ""}, 5);
//   std::string html = pages.Charts("2026-11-16_2026-11-22", week);
//
// Pages say everything without JavaScript and without a style sheet: a chart is a table, which the
// script draws as a figure. Names are hostile input: they are escaped by the template library,
// isolated so that right-to-left text stays in its place, and characters that could not be seen are
// spelled out (visible_text.h).
//
// Immutable; thread-safe.

#ifndef UPLOAD_SITE_SITE_PAGES_H_
#define UPLOAD_SITE_SITE_PAGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "upload/site/public_chart.h"

namespace telemetry {

// Paths of what each page loads. Empty: it does not.
struct PageAssets {
  std::string style = "";
  std::string script = "";
  std::string icon = "";
};

// What charts there are, the latest first. A key is "YYYY-MM-DD_YYYY-MM-DD": the last part of the
// path of a page, and with ".json" that of its data.
struct ChartIndex {
  std::optional<std::string> latest;  // a week
  std::optional<std::string> trend;
  std::vector<std::string> weeks;
};

struct DatasetEntry {
  std::string day;
  int64_t reports;
  uint64_t bytes;
};

class SitePages {
 public:
  SitePages(PageAssets assets, int64_t min_reports);

  // `latest` is null as long as there are no charts.
  std::string Home(const PublicCharts* latest) const;
  std::string Charts(const PublicCharts& charts) const;
  std::string ChartList(const ChartIndex& index) const;
  std::string Data(const std::vector<DatasetEntry>& datasets) const;
  std::string Config(const ApprovedCounters& approved) const;
  std::string Privacy() const;
  // Such as that there is no such page.
  std::string Message(absl::string_view title, absl::string_view message) const;

 private:
  const PageAssets assets_;
  const int64_t min_reports_;
};

// The key of charts: "START_END".
std::string ChartKey(const PublicCharts& charts);

}  // namespace telemetry

#endif  // UPLOAD_SITE_SITE_PAGES_H_
