#include "report/report_json.h"

#include <cstdint>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/map.h"
#include "storage/json/json_document.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

using CountMap = google::protobuf::Map<std::string, int64_t>;

// Moves a successfully read value to its place in the report.
template <typename T>
absl::Status Store(absl::StatusOr<T> value, T* place) {
  if (!value.ok()) return value.status();
  *place = *std::move(value);
  return absl::OkStatus();
}

// How to treat a negative count.
enum class Negative { kRefused, kSaturated };

absl::StatusOr<int64_t> ReadCount(JsonValue value, Negative negative) {
  const absl::StatusOr<int64_t> count = value.Int64();
  if (count.ok() && *count >= 0) return count;
  if (count.ok() && negative == Negative::kSaturated) return std::numeric_limits<int64_t>::max();
  return absl::InvalidArgumentError(
      absl::StrCat("not a count, an integer from 0 to 2^63-1: ", value.NumberText().substr(0, 40)));
}

absl::Status ReadCounts(JsonValue value, Negative negative, CountMap* counts) {
  counts->clear();
  return value.ForEachField([&](absl::string_view name, JsonValue count) {
    return AddPlace(Store(ReadCount(count, negative), &(*counts)[std::string(name)]), name);
  });
}

absl::Status ReadProgramField(absl::string_view key, JsonValue value, Negative negative,
                              v1::ProgramReport* program) {
  if (key == "Counters") return ReadCounts(value, negative, program->mutable_counters());
  if (key == "Stacks") return ReadCounts(value, negative, program->mutable_stacks());
  if (value.is_null()) return absl::OkStatus();
  if (key == "Program") return Store(value.String(), program->mutable_program());
  if (key == "Version") return Store(value.String(), program->mutable_version());
  if (key == "GoVersion") return Store(value.String(), program->mutable_go_version());
  if (key == "GOOS") return Store(value.String(), program->mutable_goos());
  if (key == "GOARCH") return Store(value.String(), program->mutable_goarch());
  return absl::OkStatus();
}

absl::Status ReadProgram(JsonValue value, Negative negative, v1::ProgramReport* program) {
  if (value.is_null()) return absl::InvalidArgumentError("null");
  return value.ForEachField([&](absl::string_view key, JsonValue field) {
    return AddPlace(ReadProgramField(key, field, negative, program), key);
  });
}

absl::Status ReadPrograms(JsonValue value, Negative negative, v1::Report* report) {
  report->clear_programs();
  return value.ForEachElement([&](JsonValue element) {
    const int index = report->programs_size();
    return AddPlace(ReadProgram(element, negative, report->add_programs()), absl::StrCat(index));
  });
}

absl::Status ReadReportField(absl::string_view key, JsonValue value, Negative negative,
                             v1::Report* report) {
  if (key == "Programs") return ReadPrograms(value, negative, report);
  if (value.is_null()) return absl::OkStatus();
  if (key == "Week") return Store(value.String(), report->mutable_week());
  if (key == "LastWeek") return Store(value.String(), report->mutable_last_week());
  if (key == "Config") return Store(value.String(), report->mutable_config());
  if (key != "X") return absl::OkStatus();
  const absl::StatusOr<double> x = value.Double();
  if (x.ok()) report->set_x(*x);
  return x.status();
}

void WriteProgram(JsonWriter& json, const v1::ProgramReport& program) {
  json.BeginObject();
  json.Field("Program", program.program());
  json.Field("Version", program.version());
  json.Field("GoVersion", program.go_version());
  json.Field("GOOS", program.goos());
  json.Field("GOARCH", program.goarch());
  json.SortedObject("Counters", program.counters());
  json.SortedObject("Stacks", program.stacks());
  json.EndObject();
}

void WritePrograms(JsonWriter& json, const v1::Report& report) {
  if (!report.programs().empty()) return json.Array("Programs", report.programs(), WriteProgram);
  json.Key("Programs");
  json.Null();
}

std::string WriteReport(const v1::Report& report, absl::string_view indent) {
  JsonWriter json(indent);
  json.BeginObject();
  json.Field("Week", report.week());
  json.Field("LastWeek", report.last_week());
  json.Field("X", report.x());
  WritePrograms(json, report);
  json.Field("Config", report.config());
  json.EndObject();
  return std::move(json).Take();
}

absl::StatusOr<v1::Report> Parse(absl::string_view json, absl::string_view name,
                                 Negative negative) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(json);
  if (!document.ok()) return AddPlace(document.status(), name);
  if (!document->root().is_object()) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": not an object"));
  }
  v1::Report report;
  const absl::Status status =
      document->root().ForEachField([&](absl::string_view key, JsonValue value) {
        return AddPlace(ReadReportField(key, value, negative, &report), key);
      });
  if (!status.ok()) return AddPlace(status, name);
  return report;
}

}  // namespace

absl::StatusOr<v1::Report> ParseReportJson(absl::string_view json, absl::string_view name) {
  return Parse(json, name, Negative::kRefused);
}

absl::StatusOr<v1::Report> ParseLocalReportJson(absl::string_view json, absl::string_view name) {
  return Parse(json, name, Negative::kSaturated);
}

std::string ReportToJson(const v1::Report& report) { return WriteReport(report, " "); }

std::string ReportToCompactJson(const v1::Report& report) { return WriteReport(report, ""); }

}  // namespace telemetry
