#include "report/dataset/report_line.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/report_fields.h"

namespace telemetry::report_internal {

namespace dom = simdjson::dom;

namespace {

absl::Status ReadText(dom::element value, absl::string_view key, absl::string_view& text) {
  std::string_view read;
  if (value.get(read)) return NotA("a string", key);
  text = ToAbsl(read);
  return absl::OkStatus();
}

absl::Status ReadReportField(absl::string_view key, dom::element value, LineReport& report) {
  switch (ReportFieldOf(key)) {
    case ReportField::kWeek:
      return ReadText(value, key, report.week);
    case ReportField::kLastWeek:
      return ReadText(value, key, report.last_week);
    case ReportField::kConfig:
      return ReadText(value, key, report.config);
    case ReportField::kX:
      return value.get(report.x) ? NotA("a number", key) : absl::OkStatus();
    case ReportField::kPrograms:
      report.has_programs = true;
      return value.get(report.programs) ? NotA("an array", key) : absl::OkStatus();
    case ReportField::kOther:
      break;
  }
  return absl::OkStatus();
}

absl::Status ReadProgramField(absl::string_view key, dom::element value, LineProgram& program) {
  switch (ProgramFieldOf(key)) {
    case ProgramField::kProgram:
      return ReadText(value, key, program.build.program);
    case ProgramField::kVersion:
      return ReadText(value, key, program.build.version);
    case ProgramField::kGoVersion:
      return ReadText(value, key, program.build.go_version);
    case ProgramField::kGoos:
      return ReadText(value, key, program.build.goos);
    case ProgramField::kGoarch:
      return ReadText(value, key, program.build.goarch);
    case ProgramField::kCounters:
      program.has_counters = true;
      return value.get(program.counters) ? NotA("an object", key) : absl::OkStatus();
    case ProgramField::kStacks:
      program.has_stacks = true;
      return value.get(program.stacks) ? NotA("an object", key) : absl::OkStatus();
    case ProgramField::kOther:
      break;
  }
  return absl::OkStatus();
}

// Null is like a missing value, except that it replaces what a map or an array had before.
void ForgetPrograms(absl::string_view key, LineReport& report) {
  if (ReportFieldOf(key) == ReportField::kPrograms) report.has_programs = false;
}

void ForgetCounts(absl::string_view key, LineProgram& program) {
  const ProgramField field = ProgramFieldOf(key);
  if (field == ProgramField::kCounters) program.has_counters = false;
  if (field == ProgramField::kStacks) program.has_stacks = false;
}

}  // namespace

absl::Status NotA(absl::string_view expected, absl::string_view field) {
  return absl::InvalidArgumentError(absl::StrCat(field, " is not ", expected));
}

absl::Status ParseReportLine(simdjson::dom::parser& parser, absl::string_view line,
                             simdjson::dom::object& report) {
  const auto error =
      parser.parse(line.data(), line.size(), /*realloc_if_needed=*/false).get(report);
  if (!error) return absl::OkStatus();
  if (error == simdjson::INCORRECT_TYPE) return NotA("an object", "the report");
  return absl::InvalidArgumentError(absl::StrCat("not JSON: ", simdjson::error_message(error)));
}

absl::Status ReadLineReport(dom::object object, LineReport& report) {
  for (const auto [key, value] : object) {
    if (value.is_null()) {
      ForgetPrograms(ToAbsl(key), report);
    } else if (absl::Status status = ReadReportField(ToAbsl(key), value, report); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status ReadLineProgram(dom::element element, LineProgram& program) {
  dom::object object;
  if (element.get(object)) return NotA("an object", "an element of Programs");
  for (const auto [key, value] : object) {
    if (value.is_null()) {
      ForgetCounts(ToAbsl(key), program);
    } else if (absl::Status status = ReadProgramField(ToAbsl(key), value, program); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status ReadWholeLine(dom::object object, WholeLine& line) {
  line.report = {};
  line.programs.clear();
  absl::Status status = ReadLineReport(object, line.report);
  if (!status.ok() || !line.report.has_programs) return status;
  for (const dom::element element : line.report.programs) {
    status = ReadLineProgram(element, line.programs.emplace_back());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace telemetry::report_internal
