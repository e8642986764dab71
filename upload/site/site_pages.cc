#include "upload/site/site_pages.h"

#include <kainjow/mustache.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "upload/site/chart_key.h"
#include "upload/site/internal/chart_section.h"
#include "upload/site/internal/config_page.h"
#include "upload/site/internal/page_frame.h"
#include "upload/site/page_templates.h"

namespace telemetry {
namespace {

using kainjow::mustache::data;
using upload_internal::AddHiding;
using upload_internal::ChartsValues;
using upload_internal::CountText;
using upload_internal::List;
using upload_internal::RangeText;
using upload_internal::RenderPage;
using upload_internal::Text;
using upload_internal::TextOrNothing;

std::string ReportsText(const PublicCharts& charts) {
  if (charts.reports_at_least == 0) {
    return absl::StrCat("Fewer than ", charts.min_reports, " reports");
  }
  return absl::StrCat("At least ", CountText(charts.reports_at_least), " reports");
}

data KeyList(const std::vector<std::string>& keys) {
  data list = List();
  for (const std::string& key : keys) {
    data entry;
    entry["key"] = key;
    entry["range"] = RangeText(key);
    list << std::move(entry);
  }
  return list;
}

}  // namespace

SitePages::SitePages(PageAssets assets, int64_t min_reports)
    : assets_(std::move(assets)), min_reports_(min_reports) {}

std::string SitePages::Home(const PublicCharts* latest, Notes notes) const {
  data values;
  values["latest"] = data(false);
  values["charts"] = data(false);
  if (latest != nullptr) {
    data summary;
    summary["range"] = RangeText(ChartKey(latest->start, latest->end));
    summary["reports"] = absl::AsciiStrToLower(ReportsText(*latest));
    values["latest"] = std::move(summary);
    values["charts"] = ChartsValues(*latest, notes);
    AddHiding(min_reports_, values);
  }
  return RenderPage(assets_, "home", "What tools count",
                    absl::StrCat(kHomeTemplate, kHidingTemplate, kChartsSectionTemplate),
                    std::move(values));
}

std::string SitePages::Charts(const PublicCharts& charts, Notes notes) const {
  const std::string key = ChartKey(charts.start, charts.end);
  data values;
  values["reports"] = ReportsText(charts);
  AddHiding(min_reports_, values);
  values["is_trend"] = data(charts.weeks.size() > 1);
  values["json"] = absl::StrCat("/charts/", key, ".json");
  values["charts"] = ChartsValues(charts, notes);
  return RenderPage(assets_, "chart", RangeText(key),
                    absl::StrCat(kChartsTemplate, kHidingTemplate, kChartsSectionTemplate),
                    std::move(values));
}

std::string SitePages::ChartList(const ChartIndex& index) const {
  data values;
  values["trend"] = TextOrNothing(index.trend.value_or(""));
  values["weeks"] = KeyList(index.weeks);
  return RenderPage(assets_, "charts", "Charts", kChartListTemplate, std::move(values));
}

std::string SitePages::Data(const std::vector<DatasetEntry>& datasets) const {
  data days = List();
  for (const DatasetEntry& dataset : datasets) {
    data entry;
    entry["day"] = dataset.day;
    entry["reports"] = absl::StrCat(dataset.reports);
    entry["bytes"] = absl::StrCat(dataset.bytes);
    days << std::move(entry);
  }
  data values;
  values["days"] = std::move(days);
  return RenderPage(assets_, "data", "Data", kDataTemplate, std::move(values));
}

std::string SitePages::Config(const ApprovedCounters& approved) const {
  return RenderPage(assets_, "config", "What is collected", kConfigTemplate,
                    upload_internal::ConfigPageValues(approved));
}

std::string SitePages::ConfigHistory(
    const std::vector<upload_internal::ConfigChangeEntry>& changes) const {
  return RenderPage(assets_, "config", "What changed", kConfigHistoryTemplate,
                    upload_internal::ConfigHistoryValues(changes));
}

std::string SitePages::Privacy() const {
  data values;
  AddHiding(min_reports_, values);
  return RenderPage(assets_, "privacy", "Privacy", kPrivacyTemplate, std::move(values));
}

std::string SitePages::Message(absl::string_view title, absl::string_view message) const {
  data values;
  values["message"] = Text(message);
  return RenderPage(assets_, "error", title, kMessageTemplate, std::move(values));
}

}  // namespace telemetry
