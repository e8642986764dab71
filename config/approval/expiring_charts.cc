#include "config/approval/expiring_charts.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "storage/day_number.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

std::string DayText(absl::CivilDay day) { return FormatDay(day - absl::CivilDay(1970, 1, 1)); }

std::string WhenText(const ExpiringChart& chart) {
  if (chart.days <= 0) return absl::StrCat("expired on ", DayText(chart.expires));
  return absl::StrCat("expires on ", DayText(chart.expires), ", in ", chart.days,
                      chart.days == 1 ? " day" : " days");
}

}  // namespace

std::vector<ExpiringOf> ExpiringCharts(const std::vector<AnnotatedChart>& charts,
                                       absl::CivilDay day, int64_t within_days) {
  std::map<std::string, std::vector<ExpiringChart>> by_owner;
  for (const AnnotatedChart& chart : charts) {
    const int64_t days = chart.expiry.day - day;
    if (chart.expiry.kind != ChartExpiry::Kind::kDay || days > within_days) continue;
    const ExpiringChart expiring{chart.LineOf("expires"), chart.record.program,
                                 chart.record.counter,    chart.record.title,
                                 chart.expiry.day,        days};
    for (const std::string& owner : chart.owners) by_owner[owner].push_back(expiring);
    if (chart.owners.empty()) by_owner[""].push_back(expiring);
  }
  std::vector<ExpiringOf> owners;
  for (auto& [owner, expiring] : by_owner) {
    std::stable_sort(
        expiring.begin(), expiring.end(),
        [](const ExpiringChart& a, const ExpiringChart& b) { return a.expires < b.expires; });
    owners.push_back({owner, std::move(expiring)});
  }
  return owners;
}

std::string ExpiringToText(const std::vector<ExpiringOf>& owners) {
  std::string text;
  for (const ExpiringOf& owner : owners) {
    absl::StrAppend(&text, owner.owner.empty() ? "(no owner)" : owner.owner, "\n");
    for (const ExpiringChart& chart : owner.charts) {
      absl::StrAppend(&text, "  ", WhenText(chart), ": ", chart.title, " (", chart.program, " ",
                      ChartOf(chart.counter), ", line ", chart.line, ")\n");
    }
  }
  return text;
}

std::string ExpiringToJson(const std::vector<ExpiringOf>& owners) {
  JsonWriter json(" ");
  const auto text_field = [&json](absl::string_view key, absl::string_view value) {
    json.Key(key);
    json.String(value);
  };
  json.BeginObject();
  json.Key("Owners");
  json.BeginArray();
  for (const ExpiringOf& owner : owners) {
    json.BeginObject();
    text_field("Owner", owner.owner);
    json.Key("Charts");
    json.BeginArray();
    for (const ExpiringChart& chart : owner.charts) {
      json.BeginObject();
      json.Key("Line");
      json.Int(chart.line);
      text_field("Program", chart.program);
      text_field("Counter", chart.counter);
      text_field("Title", chart.title);
      text_field("Expires", DayText(chart.expires));
      json.Key("Days");
      json.Int(chart.days);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace telemetry
