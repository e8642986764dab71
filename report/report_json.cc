#include "report/report_json.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/map.h"
#include "report/entry_build.h"
#include "report/report_fields.h"
#include "storage/counter_file/program_build.h"
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
  const auto text = [&value](std::string* place) {
    return value.is_null() ? absl::OkStatus() : Store(value.String(), place);
  };
  switch (ProgramFieldOf(key)) {
    case ProgramField::kProgram:
      return text(program->mutable_program());
    case ProgramField::kVersion:
      return text(program->mutable_version());
    case ProgramField::kGoVersion:
      return text(program->mutable_go_version());
    case ProgramField::kGoos:
      return text(program->mutable_goos());
    case ProgramField::kGoarch:
      return text(program->mutable_goarch());
    case ProgramField::kCounters:
      return ReadCounts(value, negative, program->mutable_counters());
    case ProgramField::kStacks:
      return ReadCounts(value, negative, program->mutable_stacks());
    case ProgramField::kOther:
      break;
  }
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
  const ReportField field = ReportFieldOf(key);
  if (field == ReportField::kPrograms) return ReadPrograms(value, negative, report);
  if (value.is_null()) return absl::OkStatus();
  switch (field) {
    case ReportField::kWeek:
      return Store(value.String(), report->mutable_week());
    case ReportField::kLastWeek:
      return Store(value.String(), report->mutable_last_week());
    case ReportField::kConfig:
      return Store(value.String(), report->mutable_config());
    case ReportField::kX: {
      const absl::StatusOr<double> x = value.Double();
      if (x.ok()) report->set_x(*x);
      return x.status();
    }
    case ReportField::kPrograms:
    case ReportField::kOther:
      break;
  }
  return absl::OkStatus();
}

void WriteProgram(JsonWriter& json, const v1::ProgramReport& program) {
  json.BeginObject();
  const auto texts = BuildOf(program).Texts();
  for (size_t i = 0; i < texts.size(); ++i) json.Field(kProgramBuildKeys[i], texts[i]);
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
