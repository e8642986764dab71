// The values of charts_section.html: a section for each program, a card for each chart, with all its
// numbers in a table.
//
//   data values;
//   values["charts"] = ChartsValues(charts, /*notes=*/nullptr);
//
// Names are hostile (site_pages.h).
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_INTERNAL_CHART_SECTION_H_
#define UPLOAD_SITE_INTERNAL_CHART_SECTION_H_

#include <cstdint>
#include <kainjow/mustache.hpp>
#include <string>

#include "absl/strings/string_view.h"
#include "upload/site/internal/chart_notes.h"
#include "upload/site/public_chart.h"

namespace telemetry::upload_internal {

// `notes` says what stands beside each chart; null if there is nothing to say.
kainjow::mustache::data ChartsValues(const PublicCharts& charts, const ChartNotes* notes);

// "2026-11-16 to 2026-11-22" of a chart's key.
std::string RangeText(absl::string_view key);

// "3,861". Not for negative numbers.
std::string CountText(int64_t count);

// "about 3,860 reports", "fewer than 5 reports"; "3,861 reports" if `min_reports` is 1.
std::string ReportsAboutText(int64_t reports_about, int64_t min_reports);

// "92 %", "≥91 %", "<1 %" of the reports; "" if nothing is known. The script's formatShare()
// (upload/web/charts/text.ts) does the same.
std::string ShareText(const PublicValue& value, int64_t reports_about);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_INTERNAL_CHART_SECTION_H_
