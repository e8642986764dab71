#include "config/approval/annotated_charts.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/chart_config.h"
#include "storage/day_number.h"
#include "storage/files/file.h"
#include "storage/json/utf8.h"
#include "storage/quoted.h"

namespace telemetry {
namespace {

constexpr size_t kMaxFileSizeBytes = 16 << 20;

constexpr absl::string_view kFields[] = {"title",  "description", "issue", "type",    "program",
                                         "module", "counter",     "depth", "version", "error"};

bool IsUrl(absl::string_view text) {
  return (absl::ConsumePrefix(&text, "https://") || absl::ConsumePrefix(&text, "http://")) &&
         !text.empty();
}

bool IsMailAddress(absl::string_view text) {
  const size_t at = text.find('@');
  return at != absl::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == absl::string_view::npos;
}

// What is wrong with an annotation, as the end of a message; empty if nothing is.
using Fault = std::string;

Fault AddOwner(absl::string_view value, AnnotatedChart& chart) {
  const bool has_blank = std::any_of(value.begin(), value.end(),
                                     [](unsigned char c) { return absl::ascii_isspace(c); });
  if (has_blank || (!IsUrl(value) && !IsMailAddress(value))) {
    return absl::StrCat("owner ", Quoted(value), " is neither a mail address nor a URL");
  }
  chart.owners.emplace_back(value);
  return "";
}

Fault SetExpiry(absl::string_view value, AnnotatedChart& chart) {
  if (chart.expiry.kind != ChartExpiry::Kind::kMissing) return "expires is repeated";
  if (value == "never" || absl::StartsWith(value, "never:")) {
    absl::ConsumePrefix(&value, "never");
    absl::ConsumePrefix(&value, ":");
    chart.expiry.kind = ChartExpiry::Kind::kNever;
    chart.expiry.reason = std::string(absl::StripAsciiWhitespace(value));
    return "";
  }
  const std::optional<int64_t> day = ParseDay(value);
  if (!day.has_value()) {
    return absl::StrCat("expires ", Quoted(value),
                        " is neither a day such as 2027-11-30 nor \"never: \" and a reason");
  }
  chart.expiry.kind = ChartExpiry::Kind::kDay;
  chart.expiry.day = absl::CivilDay(1970, 1, 1) + *day;
  return "";
}

Fault SetSensitivity(absl::string_view value, AnnotatedChart& chart) {
  if (!chart.sensitivity.empty()) return "sensitivity is repeated";
  if (value != "technical" && value != "interaction") {
    return absl::StrCat("sensitivity ", Quoted(value), " is neither technical nor interaction");
  }
  chart.sensitivity = std::string(value);
  return "";
}

Fault AddAllowed(absl::string_view value, int line, AnnotatedChart& chart) {
  if (value.empty()) return "allow names no lint";
  chart.allowed.emplace_back(value, line);
  return "";
}

// `text` is what follows "#@".
Fault AddAnnotation(absl::string_view text, int line, AnnotatedChart& chart) {
  const size_t colon = text.find(':');
  const absl::string_view key = absl::StripAsciiWhitespace(text.substr(0, colon));
  if (colon == absl::string_view::npos) {
    return absl::StrCat("\"#@\" is not followed by a key and a colon, but by ",
                        Quoted(absl::StripAsciiWhitespace(text)));
  }
  const absl::string_view value = absl::StripAsciiWhitespace(text.substr(colon + 1));
  chart.lines.emplace(key, line);
  if (key == "owner") return AddOwner(value, chart);
  if (key == "expires") return SetExpiry(value, chart);
  if (key == "sensitivity") return SetSensitivity(value, chart);
  if (key == "allow") return AddAllowed(value, line, chart);
  return absl::StrCat("unknown annotation ", Quoted(key),
                      "; there are owner, expires, sensitivity and allow");
}

void NoteField(absl::string_view line_text, int line, AnnotatedChart& chart) {
  const absl::string_view key = line_text.substr(0, line_text.find(':'));
  if (key.size() == line_text.size()) return;
  if (std::find(std::begin(kFields), std::end(kFields), key) != std::end(kFields)) {
    chart.lines.emplace(key, line);
  }
}

// Reads the annotations of a file whose records are known.
class AnnotationReader {
 public:
  AnnotationReader(absl::string_view name, std::vector<ChartRecord> records) : name_(name) {
    for (ChartRecord& record : records) {
      charts_.emplace_back();
      charts_.back().record = std::move(record);
    }
  }

  absl::Status AddLine(absl::string_view line) {
    ++line_;
    if (line == "---") return EndRecord();
    const size_t comment = std::min(line.find('#'), line.size());
    NoteField(line.substr(0, comment), line_, current_);
    absl::string_view text = line.substr(comment);
    if (!absl::ConsumePrefix(&text, "#@")) return absl::OkStatus();
    if (!absl::StripAsciiWhitespace(line.substr(0, comment)).empty()) {
      return Error(line_, "an annotation needs a line of its own");
    }
    if (first_annotation_ == 0) first_annotation_ = line_;
    const Fault fault = AddAnnotation(text, line_, current_);
    return fault.empty() ? absl::OkStatus() : Error(line_, fault);
  }

  absl::StatusOr<std::vector<AnnotatedChart>> Finish() && {
    if (absl::Status status = EndRecord(); !status.ok()) return status;
    return std::move(charts_);
  }

 private:
  absl::Status Error(int line, absl::string_view message) const {
    return absl::InvalidArgumentError(absl::StrCat(name_, ":", line, ": ", message));
  }

  // Empty records are not among the charts; what was read belongs to the next chart only if that
  // one began before this line.
  absl::Status EndRecord() {
    if (next_chart_ < charts_.size() && charts_[next_chart_].record.line <= line_) {
      current_.record = std::move(charts_[next_chart_].record);
      charts_[next_chart_++] = std::move(current_);
    } else if (first_annotation_ != 0) {
      return Error(first_annotation_, "the annotation belongs to no record");
    }
    current_ = AnnotatedChart();
    first_annotation_ = 0;
    return absl::OkStatus();
  }

  const std::string name_;
  std::vector<AnnotatedChart> charts_;
  size_t next_chart_ = 0;
  int line_ = 0;
  AnnotatedChart current_;    // without its record
  int first_annotation_ = 0;  // line of the current record's first; 0 if it has none
};

// A config, which is JSON, has other texts in place of those that are not UTF-8, and longer ones.
absl::Status CheckUtf8(absl::string_view text, absl::string_view name) {
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (ReplaceInvalidUtf8(line) == line) continue;
    return absl::InvalidArgumentError(absl::StrCat(name, ":", number, ": not UTF-8"));
  }
  return absl::OkStatus();
}

}  // namespace

int AnnotatedChart::LineOf(absl::string_view key) const {
  const auto found = lines.find(key);
  return found == lines.end() ? record.line : found->second;
}

absl::StatusOr<std::vector<AnnotatedChart>> ParseAnnotatedCharts(absl::string_view text,
                                                                 absl::string_view name) {
  if (absl::Status status = CheckUtf8(text, name); !status.ok()) return status;
  absl::StatusOr<std::vector<ChartRecord>> records = ParseChartRecords(text, name);
  if (!records.ok()) return records.status();
  AnnotationReader reader(name, *std::move(records));
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::Status status = reader.AddLine(line); !status.ok()) return status;
  }
  return std::move(reader).Finish();
}

absl::StatusOr<std::vector<AnnotatedChart>> ReadAnnotatedCharts(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path, kMaxFileSizeBytes);
  if (!text.ok()) return text.status();
  return ParseAnnotatedCharts(*text, path);
}

absl::string_view ChartOf(absl::string_view counter) {
  return counter.substr(0, counter.find(':'));
}

}  // namespace telemetry
