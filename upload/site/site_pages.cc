#include "upload/site/site_pages.h"

#include <kainjow/mustache.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "upload/site/chart_key.h"
#include "upload/site/internal/config_page.h"
#include "upload/site/internal/page_frame.h"
#include "upload/site/page_templates.h"

namespace telemetry {
namespace {

using kainjow::mustache::data;
using upload_internal::AddHiding;
using upload_internal::List;
using upload_internal::RenderPage;
using upload_internal::Text;
using upload_internal::TextOrNothing;

std::string RangeText(absl::string_view key) { return absl::StrReplaceAll(key, {{"_", " to "}}); }

std::string ReportsText(const PublicCharts& charts) {
  if (charts.reports_at_least == 0) {
    return absl::StrCat("Fewer than ", charts.min_reports, " reports");
  }
  return absl::StrCat("At least ", charts.reports_at_least, " reports");
}

std::string ValueText(const PublicValue& value) {
  switch (value.kind) {
    case PublicValue::Kind::kExact:
      return absl::StrCat(value.value);
    case PublicValue::Kind::kFewerThan:
      return absl::StrCat("fewer than ", value.value);
    case PublicValue::Kind::kAtLeast:
      break;
  }
  if (value.value == 0) return "not shown";
  return absl::StrCat("at least ", value.value);
}

data BucketData(const PublicBucket& bucket) {
  data row;
  row["key"] = Text(bucket.key);
  row["value"] = ValueText(bucket.value);
  row["small"] = data(bucket.value.kind != PublicValue::Kind::kExact);
  return row;
}

data ProgramData(const PublicProgram& program, size_t program_index, const std::string& range,
                 SitePages::Notes notes) {
  data charts = List();
  for (size_t i = 0; i < program.charts.size(); ++i) {
    const PublicChart& chart = program.charts[i];
    data buckets = List();
    for (const PublicBucket& bucket : chart.buckets) {
      buckets << BucketData(bucket);
    }
    data entry;
    entry["id"] = absl::StrCat("p", program_index, "c", i);
    entry["chart"] = Text(chart.name);
    entry["program"] = Text(program.name);
    entry["note"] = upload_internal::NoteValues(
        notes == nullptr ? nullptr : notes->Find(program.name, chart.name), "");
    entry["range"] = range;
    entry["buckets"] = std::move(buckets);
    charts << std::move(entry);
  }
  data result;
  result["id"] = absl::StrCat("p", program_index);
  result["program"] = Text(program.name);
  result["charts"] = std::move(charts);
  return result;
}

// The values that charts_section.html uses.
data ChartsData(const PublicCharts& charts, SitePages::Notes notes) {
  const std::string key = ChartKey(charts.start, charts.end);
  data programs = List();
  for (size_t i = 0; i < charts.programs.size(); ++i) {
    programs << ProgramData(charts.programs[i], i, RangeText(key), notes);
  }
  data result;
  result["source"] = absl::StrCat("/charts/", key, ".json");
  result["programs"] = std::move(programs);
  return result;
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
    values["charts"] = ChartsData(*latest, notes);
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
  values["charts"] = ChartsData(charts, notes);
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
