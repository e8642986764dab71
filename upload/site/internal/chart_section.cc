#include "upload/site/internal/chart_section.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "upload/site/chart_key.h"
#include "upload/site/internal/config_page.h"
#include "upload/site/internal/page_frame.h"
#include "upload/site/internal/page_path.h"

namespace telemetry::upload_internal {
namespace {

using kainjow::mustache::data;

using Kind = PublicValue::Kind;

// So many buckets that show the same nothing share a row.
constexpr size_t kManyAlike = 3;

std::string ValueText(const PublicValue& value) {
  switch (value.kind) {
    case Kind::kExact:
      return CountText(value.value);
    case Kind::kFewerThan:
      return absl::StrCat("fewer than ", value.value);
    case Kind::kAtLeast:
      break;
  }
  if (value.value == 0) return "not shown";
  return absl::StrCat("at least ", CountText(value.value));
}

// The same for the narrow columns of weeks.
std::string BriefText(const PublicValue& value) {
  switch (value.kind) {
    case Kind::kExact:
      return CountText(value.value);
    case Kind::kFewerThan:
      return absl::StrCat("<", value.value);
    case Kind::kAtLeast:
      break;
  }
  if (value.value == 0) return "not shown";
  return absl::StrCat("≥", CountText(value.value));
}

bool IsNothing(const PublicValue& value, Kind kind) {
  return value.kind == kind && (kind == Kind::kFewerThan || value.value == 0);
}

// What a bucket shows if it shows nothing in any week, as "fewer than 5" or "0"; else "".
std::string NothingText(const PublicBucket& bucket) {
  const std::vector<PublicValue> values =
      bucket.weekly.empty() ? std::vector<PublicValue>{bucket.value} : bucket.weekly;
  const auto all = [&values](Kind kind) {
    return std::all_of(values.begin(), values.end(), [kind](const PublicValue& value) {
      return IsNothing(value, kind) || IsNothing(value, Kind::kExact);
    });
  };
  if (all(Kind::kExact)) return "0";
  if (!all(Kind::kFewerThan)) return "";
  for (const PublicValue& value : values) {
    if (value.kind == Kind::kFewerThan) return BriefText(value);
  }
  return "";
}

data Cells(const std::vector<std::string>& texts) {
  data cells = List();
  for (const std::string& text : texts) {
    data cell;
    cell["text"] = text;
    cells << std::move(cell);
  }
  return cells;
}

data BucketValues(const PublicBucket& bucket, int64_t reports_about) {
  std::vector<std::string> weekly;
  for (const PublicValue& value : bucket.weekly) weekly.push_back(BriefText(value));
  data row;
  row["key"] = Text(bucket.key);
  row["names"] = data(false);
  row["value"] = ValueText(bucket.value);
  row["share"] = ShareText(bucket.value, reports_about);
  row["weekly"] = Cells(weekly);
  row["small"] = data(bucket.value.kind != Kind::kExact);
  return row;
}

// One row for all `buckets` that show the same nothing.
data FoldedValues(const std::vector<const PublicBucket*>& buckets, const std::string& nothing,
                  size_t weeks) {
  std::vector<std::string> names;
  for (const PublicBucket* const bucket : buckets) names.push_back(bucket->key);
  data row;
  row["key"] = data(false);
  row["names"] = FoldedNames(names, absl::StrCat(names.size(), " others"));
  row["value"] = absl::StrCat(absl::StrReplaceAll(nothing, {{"<", "fewer than "}}), " each");
  row["share"] = "";
  row["weekly"] = Cells(std::vector<std::string>(weeks, nothing));
  row["small"] = data(true);
  return row;
}

data RowValues(const PublicChart& chart) {
  std::map<std::string, std::vector<const PublicBucket*>> alike;
  if (!chart.ordered) {
    for (const PublicBucket& bucket : chart.buckets) {
      const std::string nothing = NothingText(bucket);
      if (!nothing.empty()) alike[nothing].push_back(&bucket);
    }
  }
  data rows = List();
  for (const PublicBucket& bucket : chart.buckets) {
    const auto same = alike.find(NothingText(bucket));
    const bool is_folded = same != alike.end() && same->second.size() >= kManyAlike;
    if (!is_folded) rows << BucketValues(bucket, chart.reports_about);
  }
  for (const auto& [nothing, buckets] : alike) {
    if (buckets.size() < kManyAlike) continue;
    rows << FoldedValues(buckets, nothing, buckets.front()->weekly.size());
  }
  return rows;
}

struct Page {
  std::string range;
  int64_t min_reports;
  // Those of a trend; empty if there is one week.
  std::vector<std::string> weeks;
  // Of the charts so far.
  std::map<std::string, int> ids;
};

// Charts of one name, of one program, have IDs of their own all the same.
std::string UniqueId(const std::string& id, std::map<std::string, int>& ids) {
  const int number = ++ids[id];
  return EscapedId(number == 1 ? id : absl::StrCat(id, "~", number));
}

data ChartValues(const PublicProgram& program, const PublicChart& chart, const ChartNotes* notes,
                 Page& page) {
  data entry;
  entry["id"] = UniqueId(ChartId(program.name, chart.name), page.ids);
  entry["chart"] = Text(chart.name);
  entry["program"] = Text(program.name);
  entry["note"] =
      NoteValues(notes == nullptr ? nullptr : notes->Find(program.name, chart.name), "");
  entry["range"] = page.range;
  entry["reports"] = ReportsAboutText(chart.reports_about, page.min_reports);
  entry["sampled"] = chart.rate < 1 ? data(absl::StrCat(chart.rate * 100, " %")) : data(false);
  entry["several"] = data(!chart.exclusive && chart.buckets.size() > 1);
  entry["weeks"] = Cells(page.weeks);
  entry["buckets"] = RowValues(chart);
  return entry;
}

}  // namespace

data ChartsValues(const PublicCharts& charts, const ChartNotes* notes) {
  const std::string key = ChartKey(charts.start, charts.end);
  Page page{.range = RangeText(key),
            .min_reports = charts.min_reports,
            .weeks = charts.weeks.size() > 1 ? charts.weeks : std::vector<std::string>{},
            .ids = {}};
  data programs = List();
  for (const PublicProgram& program : charts.programs) {
    data list = List();
    for (const PublicChart& chart : program.charts) {
      list << ChartValues(program, chart, notes, page);
    }
    data entry;
    entry["id"] = EscapedId(absl::StrCat("charts:", program.name));
    entry["program"] = Text(program.name);
    entry["reports"] = ReportsAboutText(program.reports_about, charts.min_reports);
    entry["charts"] = std::move(list);
    programs << std::move(entry);
  }
  data result;
  result["source"] = absl::StrCat("/charts/", key, ".json");
  result["programs"] = std::move(programs);
  return result;
}

std::string RangeText(absl::string_view key) { return absl::StrReplaceAll(key, {{"_", " to "}}); }

std::string CountText(int64_t count) {
  const std::string digits = absl::StrCat(count);
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string ReportsAboutText(int64_t reports_about, int64_t min_reports) {
  if (min_reports <= 1) return absl::StrCat(CountText(reports_about), " reports");
  if (reports_about == 0) return absl::StrCat("fewer than ", min_reports, " reports");
  return absl::StrCat("about ", CountText(reports_about), " reports");
}

std::string ShareText(const PublicValue& value, int64_t reports_about) {
  if (reports_about <= 0 || value.kind == Kind::kFewerThan) return "";
  if (value.kind == Kind::kAtLeast) {
    if (value.value == 0) return "";
    return absl::StrCat("≥", std::min<int64_t>(100, 100 * value.value / reports_about), " %");
  }
  if (value.value > 0 && 100 * value.value < reports_about) return "<1 %";
  // Rounded half up.
  return absl::StrCat(
      std::min<int64_t>(100, (200 * value.value + reports_about) / (2 * reports_about)), " %");
}

}  // namespace telemetry::upload_internal
