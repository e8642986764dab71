#include "upload/site/health/intake_tables.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/civil_day.h"
#include "upload/site/internal/page_frame.h"

namespace telemetry::upload_internal {
namespace {

using kainjow::mustache::data;

constexpr size_t kShownWeeks = 2;

using Counts = std::vector<PublicIntakeCount>;
using CountsOf = std::function<Counts(const PublicIntakeWeek&)>;

std::string ValueText(const PublicValue& value) {
  switch (value.kind) {
    case PublicValue::Kind::kExact:
      return absl::StrCat(value.value);
    case PublicValue::Kind::kFewerThan:
      return absl::StrCat("fewer than ", value.value);
    case PublicValue::Kind::kAtLeast:
      break;
  }
  return value.value == 0 ? "not shown" : absl::StrCat("at least ", value.value);
}

PublicValue Find(const Counts& counts, const std::string& name, int64_t min_reports) {
  for (const PublicIntakeCount& count : counts) {
    if (count.name == name) return count.reports;
  }
  if (min_reports == 1) return {PublicValue::Kind::kExact, 0};
  return {PublicValue::Kind::kFewerThan, min_reports};
}

class Tables {
 public:
  Tables(const PublicIntake& intake, int64_t min_reports)
      : weeks_(intake.begin(),
               intake.begin() + static_cast<ptrdiff_t>(std::min(kShownWeeks, intake.size()))),
        min_reports_(min_reports) {}

  void Add(absl::string_view caption, absl::string_view what, const CountsOf& counts_of) {
    std::vector<std::string> names;
    for (const PublicIntakeWeek& week : weeks_) {
      for (const PublicIntakeCount& count : counts_of(week)) {
        if (std::find(names.begin(), names.end(), count.name) == names.end()) {
          names.push_back(count.name);
        }
      }
    }
    if (names.empty()) return;
    data rows = List();
    for (const std::string& name : names) {
      data cells = List();
      for (const PublicIntakeWeek& week : weeks_) {
        data cell;
        cell["cell"] = ValueText(Find(counts_of(week), name, min_reports_));
        cells << std::move(cell);
      }
      data row;
      row["name"] = Text(name);
      row["cells"] = std::move(cells);
      rows << std::move(row);
    }
    data headings = List();
    for (const PublicIntakeWeek& week : weeks_) {
      data heading;
      heading["week"] = FormatCivilDay(week.week);
      headings << std::move(heading);
    }
    data table;
    table["caption"] = std::string(caption);
    table["what"] = std::string(what);
    table["weeks"] = std::move(headings);
    table["rows"] = std::move(rows);
    tables_ << std::move(table);
  }

  data Take() && { return std::move(tables_); }

 private:
  const std::vector<PublicIntakeWeek> weeks_;
  const int64_t min_reports_;
  data tables_ = List();
};

Counts OutcomesOf(const PublicIntakeWeek& week) {
  Counts counts = {{"received", week.received}};
  counts.insert(counts.end(), week.outcomes.begin(), week.outcomes.end());
  return counts;
}

Counts DropsOf(const PublicIntakeWeek& week) {
  Counts counts;
  for (const PublicIntakeDrop& drop : week.drops) {
    counts.push_back(
        {absl::StrCat(drop.program, ": ", drop.kind, ", ", drop.reason), drop.reports});
  }
  return counts;
}

void WriteValue(JsonWriter& json, const PublicValue& value) {
  const absl::string_view key = value.kind == PublicValue::Kind::kExact       ? "value"
                                : value.kind == PublicValue::Kind::kFewerThan ? "fewerThan"
                                                                              : "atLeast";
  json.BeginObject();
  json.Field(key, value.value);
  json.EndObject();
}

void WriteByName(JsonWriter& json, absl::string_view key, const Counts& counts) {
  json.Key(key);
  json.BeginObject();
  for (const PublicIntakeCount& count : counts) {
    json.Key(count.name);
    WriteValue(json, count.reports);
  }
  json.EndObject();
}

}  // namespace

data IntakeTables(const PublicIntake& intake, int64_t min_reports) {
  Tables tables(intake, min_reports);
  tables.Add("Reports that arrived", "What became of them", OutcomesOf);
  tables.Add("Dropped from reports, since it is not approved",
             "Program, what, and which part is not", DropsOf);
  tables.Add("How late reports are", "Days after their week",
             [](const PublicIntakeWeek& week) { return week.delays; });
  tables.Add("Configs that reports were checked against", "Config",
             [](const PublicIntakeWeek& week) { return week.configs; });
  return std::move(tables).Take();
}

void WriteIntakeWeek(JsonWriter& json, const PublicIntakeWeek& week) {
  json.BeginObject();
  json.Field("Week", FormatCivilDay(week.week));
  json.Key("Received");
  WriteValue(json, week.received);
  WriteByName(json, "Outcomes", week.outcomes);
  WriteByName(json, "Delays", week.delays);
  json.Array("Configs", week.configs, [](JsonWriter& out, const PublicIntakeCount& config) {
    out.BeginObject();
    out.Field("Config", config.name);
    out.Key("Reports");
    WriteValue(out, config.reports);
    out.EndObject();
  });
  json.Array("Drops", week.drops, [](JsonWriter& out, const PublicIntakeDrop& drop) {
    out.BeginObject();
    out.Field("Program", drop.program);
    out.Field("Kind", drop.kind);
    out.Field("Reason", drop.reason);
    out.Key("Reports");
    WriteValue(out, drop.reports);
    out.EndObject();
  });
  json.EndObject();
}

}  // namespace telemetry::upload_internal
