#include "cmd/gotelemetry/web_view/state/local_state_json.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/text_view/counter_groups.h"
#include "cmd/gotelemetry/web_view/state/left_out_items.h"
#include "cmd/gotelemetry/web_view/state/telemetry_files.h"
#include "config/approval/config_diff.h"
#include "config/mode.h"
#include "config/telemetry_environment.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/chart/bucket_order.h"
#include "report/left_out.h"
#include "report/local_counts/weekly_counts.h"
#include "report/making/no_upload.h"
#include "report/making/report_builder.h"
#include "report/purpose.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "storage/json/json_writer.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::cmd {
namespace {

void WriteEnvironment(JsonWriter& json, const TelemetryEnvironment& environment) {
  const ModeDecision& decision = environment.decision;
  json.BeginObject();
  json.Field("mode", ModeName(decision.mode));
  json.Field("rule", ModeRuleName(decision.rule));
  json.Field("detail", decision.detail);
  json.Field("consentDay", decision.consent_day);
  json.Field("lastSent", environment.last_sent.has_value()
                             ? absl::FormatCivilTime(*environment.last_sent)
                             : "");
  json.Field("dir", environment.dir.path());
  json.Array("putAside", environment.put_aside);
  json.EndObject();
}

void WriteApproved(JsonWriter& json, const absl::StatusOr<Approvals>& approvals,
                   const std::optional<std::vector<ConfigChange>>& changes) {
  json.BeginObject();
  json.Field("version", approvals.ok() ? approvals->latest().version() : "");
  json.Field("unknown", approvals.ok() ? "" : approvals.status().message());
  json.Field("config", approvals.ok() ? UploadConfigToJson(approvals->latest().config()) : "");
  json.Field("shown", changes.has_value());
  const std::string lines = changes.has_value() ? ChangesToText(*changes) : "";
  json.Array("changes", std::vector<std::string>(absl::StrSplit(lines, '\n', absl::SkipEmpty())));
  json.EndObject();
}

void WriteProgram(JsonWriter& json, const v1::ProgramReport& program) {
  json.BeginObject();
  json.Field("program", program.program());
  json.Field("version", program.version());
  json.Field("goVersion", program.go_version());
  json.Field("goos", program.goos());
  json.Field("goarch", program.goarch());
  json.SortedObject("counters", program.counters());
  json.SortedObject("stacks", program.stacks());
  json.EndObject();
}

void WriteWeek(JsonWriter& json, const WeekCounts& week) {
  json.BeginObject();
  json.Field("week", absl::FormatCivilTime(week.week));
  json.Field("reported", week.reported);
  json.Array("programs", week.programs, WriteProgram);
  json.EndObject();
}

// The charts of all weeks' counters, in GroupByChart()'s order.
void WriteCharts(JsonWriter& json, const std::vector<WeekCounts>& weeks) {
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
      json.Field("program", program);
      json.Field("chart", group.chart);
      json.Field("ordered",
                 std::all_of(group.buckets.begin(), group.buckets.end(),
                             [](const Bucket& bucket) { return IsAmount(bucket.label); }));
      json.Array("buckets", group.buckets,
                 [](JsonWriter& json, const Bucket& bucket) { json.String(bucket.label); });
      json.EndObject();
    }
  }
  json.EndArray();
}

void WriteItem(JsonWriter& json, const LeftOut& item) {
  json.Field("program", item.program);
  json.Field("kind", ItemKindName(item.kind));
  json.Field("name", item.name);
  json.Field("reason", item.reason);
}

void WriteLeftOut(JsonWriter& json, const ItemLeftOut& left_out) {
  json.BeginObject();
  json.Field("version", left_out.version);
  json.Field("goVersion", left_out.go_version);
  WriteItem(json, left_out.item);
  json.EndObject();
}

void WritePurpose(JsonWriter& json, const Purpose& purpose) {
  json.BeginObject();
  json.Field("program", purpose.program);
  json.Field("kind", ItemKindName(purpose.kind));
  json.Field("name", purpose.name);
  json.Field("title", purpose.title);
  json.Array("issues", purpose.issues);
  json.Array("owners", purpose.owners);
  json.Field("expires", purpose.expires);
  json.EndObject();
}

void WritePreview(JsonWriter& json, const WeekReports& week, const v1::UploadConfig& config) {
  json.BeginObject();
  const auto* why_not = std::get_if<NoUpload>(&week.upload);
  json.Field("week", week.local.week());
  json.Field("whyNoUpload", why_not == nullptr ? "" : NoUploadText(*why_not));
  json.Field("report", why_not == nullptr ? ReportToJson(std::get<v1::Report>(week.upload)) : "");
  json.Array("purposes",
             why_not == nullptr ? PurposesOf(std::get<v1::Report>(week.upload), config)
                                : std::vector<Purpose>(),
             WritePurpose);
  json.Array("leftOut", week.left_out, [](JsonWriter& json, const LeftOut& item) {
    json.BeginObject();
    WriteItem(json, item);
    json.EndObject();
  });
  json.EndObject();
}

void WriteFile(JsonWriter& json, const StoredTelemetryFile& file) {
  json.BeginObject();
  json.Field("kind", TelemetryFileKindName(file.file.kind));
  json.Field("path", RelativePath(file.file));
  json.Field("week", ReportDay(file));
  json.Field("bytes", file.size_bytes);
  json.Field("modified",
             absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", file.modified, absl::UTCTimeZone()));
  json.EndObject();
}

void WriteDirectory(JsonWriter& json, const DirectoryState& state) {
  json.BeginObject();
  json.Field("collector", state.collector.has_value() ? state.collector->ToString() : "");
  json.Key("environment");
  WriteEnvironment(json, state.environment);
  json.Key("approved");
  WriteApproved(json, state.approvals, state.changes);
  json.Array("weeks", state.counts.weeks, WriteWeek);
  json.Key("charts");
  WriteCharts(json, state.counts.weeks);
  json.Array("leftOut",
             state.approvals.ok()
                 ? FindItemsLeftOut(state.counts.weeks, state.approvals->latest(), state.day)
                 : std::vector<ItemLeftOut>(),
             WriteLeftOut);
  json.Array("previews", state.preview.weeks, [&](JsonWriter& writer, const WeekReports& week) {
    WritePreview(writer, week, state.approvals->latest().config());
  });
  json.Array("files", state.files, WriteFile);
  json.Array("warnings", state.warnings);
  json.EndObject();
}

}  // namespace

std::string LocalStateToJson(const LocalState& state) {
  JsonWriter json;
  json.BeginObject();
  json.Array("directories", state.directories, WriteDirectory);
  json.Array("foreign", state.foreign);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace telemetry::cmd
