#include "report/dataset/report_line.h"

#include "absl/strings/str_cat.h"

namespace telemetry::report_internal {

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

}  // namespace telemetry::report_internal
