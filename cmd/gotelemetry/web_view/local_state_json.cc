#include "cmd/gotelemetry/web_view/local_state_json.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/text_view/counter_groups.h"
#include "cmd/gotelemetry/web_view/left_out_items.h"
#include "cmd/gotelemetry/web_view/telemetry_files.h"
#include "config/mode.h"
#include "config/telemetry_environment.h"
#include "config/upload_config.h"
#include "report/chart/bucket_order.h"
#include "report/left_out.h"
#include "report/making/report_builder.h"
#include "report/making/weekly_counts.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "storage/json/json_writer.h"
#include "storage/telemetry_file_name.h"

namespace telemetry::cmd {
namespace {

void WriteField(absl::string_view key, absl::string_view value, JsonWriter& json) {
  json.Key(key);
  json.String(value);
}

// Writes `key` and an array, with `write` called for each item.
template <typename Items, typename Write>
void WriteArray(absl::string_view key, const Items& items, Write write, JsonWriter& json) {
  json.Key(key);
  json.BeginArray();
  for (const auto& item : items) write(item, json);
  json.EndArray();
}

void WriteString(const std::string& text, JsonWriter& json) { json.String(text); }

void WriteEnvironment(const TelemetryEnvironment& environment, JsonWriter& json) {
  const Decision& decision = environment.decision;
  json.BeginObject();
  WriteField("mode", ModeName(decision.mode), json);
  WriteField("rule", RuleName(decision.rule), json);
  WriteField("detail", decision.detail, json);
  WriteField("consentDay", decision.consent_day, json);
  WriteField("lastSent",
             environment.last_sent.has_value() ? absl::FormatCivilTime(*environment.last_sent) : "",
             json);
  WriteField("dir", environment.dir.path(), json);
  WriteArray("putAside", environment.put_aside, WriteString, json);
  json.EndObject();
}

void WriteApproved(const absl::StatusOr<Approvals>& approvals, JsonWriter& json) {
  json.BeginObject();
  WriteField("version", approvals.ok() ? approvals->latest().version() : "", json);
  WriteField("unknown", approvals.ok() ? "" : approvals.status().message(), json);
  WriteField("config", approvals.ok() ? UploadConfigToJson(approvals->latest().config()) : "",
             json);
  json.EndObject();
}

void WriteCounts(absl::string_view key, const google::protobuf::Map<std::string, int64_t>& counts,
                 JsonWriter& json) {
  json.Key(key);
  json.BeginObject();
  for (const auto& [name, count] : std::map<std::string, int64_t>(counts.begin(), counts.end())) {
    json.Key(name);
    json.Int(count);
  }
  json.EndObject();
}

void WriteProgram(const v1::ProgramReport& program, JsonWriter& json) {
  json.BeginObject();
  WriteField("program", program.program(), json);
  WriteField("version", program.version(), json);
  WriteField("goVersion", program.go_version(), json);
  WriteField("goos", program.goos(), json);
  WriteField("goarch", program.goarch(), json);
  WriteCounts("counters", program.counters(), json);
  WriteCounts("stacks", program.stacks(), json);
  json.EndObject();
}

void WriteWeek(const WeekCounts& week, JsonWriter& json) {
  json.BeginObject();
  WriteField("week", absl::FormatCivilTime(week.week), json);
  json.Key("reported");
  json.Bool(week.reported);
  WriteArray("programs", week.programs, WriteProgram, json);
  json.EndObject();
}

// The charts of all weeks' counters, in GroupByChart()'s order.
void WriteCharts(const std::vector<WeekCounts>& weeks, JsonWriter& json) {
  std::map<std::string, Counts> counts_by_program;
  for (const WeekCounts& week : weeks) {
    for (const v1::ProgramReport& program : week.programs) {
      Counts& sums = counts_by_program[program.program()];
      // The page itself adds up the counts, for the builds that it shows.
      for (const auto& [name, count] : program.counters()) sums.insert({name, count});
    }
  }
  json.BeginArray();
  for (const auto& [program, counts] : counts_by_program) {
    for (const ChartGroup& group : GroupByChart(counts)) {
      json.BeginObject();
      WriteField("program", program, json);
      WriteField("chart", group.chart, json);
      json.Key("ordered");
      json.Bool(std::all_of(group.buckets.begin(), group.buckets.end(),
                            [](const Bucket& bucket) { return IsAmount(bucket.label); }));
      WriteArray(
          "buckets", group.buckets,
          [](const Bucket& bucket, JsonWriter& json) { json.String(bucket.label); }, json);
      json.EndObject();
    }
  }
  json.EndArray();
}

void WriteItem(const LeftOut& item, JsonWriter& json) {
  WriteField("program", item.program, json);
  WriteField("kind", ItemKindName(item.kind), json);
  WriteField("name", item.name, json);
  WriteField("reason", item.reason, json);
}

void WriteLeftOut(const ItemLeftOut& left_out, JsonWriter& json) {
  json.BeginObject();
  WriteField("version", left_out.version, json);
  WriteField("goVersion", left_out.go_version, json);
  WriteItem(left_out.item, json);
  json.EndObject();
}

void WritePreview(const WeekReports& week, JsonWriter& json) {
  json.BeginObject();
  WriteField("week", week.local.week(), json);
  WriteField("whyNoUpload", week.why_no_upload, json);
  WriteField("report", week.upload.has_value() ? ReportToJson(*week.upload) : "", json);
  WriteArray(
      "leftOut", week.left_out,
      [](const LeftOut& item, JsonWriter& json) {
        json.BeginObject();
        WriteItem(item, json);
        json.EndObject();
      },
      json);
  json.EndObject();
}

void WriteFile(const StoredTelemetryFile& file, JsonWriter& json) {
  json.BeginObject();
  WriteField("kind", TelemetryFileKindName(file.file.kind), json);
  WriteField("path", RelativePath(file.file), json);
  WriteField("week", ReportDay(file), json);
  json.Key("bytes");
  json.Uint(file.size_bytes);
  WriteField("modified", absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", file.modified, absl::UTCTimeZone()),
             json);
  json.EndObject();
}

void WriteDirectory(const DirectoryState& state, JsonWriter& json) {
  json.BeginObject();
  WriteField("collector", state.collector.has_value() ? state.collector->ToString() : "", json);
  json.Key("environment");
  WriteEnvironment(state.environment, json);
  json.Key("approved");
  WriteApproved(state.approvals, json);
  WriteArray("weeks", state.counts.weeks, WriteWeek, json);
  json.Key("charts");
  WriteCharts(state.counts.weeks, json);
  WriteArray("leftOut",
             state.approvals.ok() ? FindItemsLeftOut(state.counts.weeks, state.approvals->latest())
                                  : std::vector<ItemLeftOut>(),
             WriteLeftOut, json);
  WriteArray("previews", state.preview.weeks, WritePreview, json);
  WriteArray("files", state.files, WriteFile, json);
  WriteArray("warnings", state.warnings, WriteString, json);
  json.EndObject();
}

}  // namespace

std::string LocalStateToJson(const LocalState& state) {
  JsonWriter json;
  json.BeginObject();
  WriteArray("directories", state.directories, WriteDirectory, json);
  WriteArray("foreign", state.foreign, WriteString, json);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace telemetry::cmd
