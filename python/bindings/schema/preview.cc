#include "python/bindings/schema/preview.h"

#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/received_configs.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/status.h"
#include "python/bindings/conversion/text.h"
#include "report/left_out.h"
#include "report/local_counts/report_preview.h"
#include "report/making/no_upload.h"
#include "report/making/report_builder.h"
#include "report/making/report_run.h"
#include "report/random_x.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "storage/telemetry_dir.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

std::string_view KindName(const LeftOut& item) {
  const absl::string_view name = ItemKindName(item.kind);
  return {name.data(), name.size()};
}

absl::StatusOr<Approvals> Received(const TelemetryDir& dir) {
  const absl::StatusOr<ReceivedConfigs> configs = ReadReceivedConfigs(dir);
  if (!configs.ok()) return configs.status();
  return configs->ToApprovals();
}

// Without `approved`, what the collector has approved counts. `now` is in seconds since 1970.
ReportPreview Preview(const TelemetryDir& dir, const ModeDecision& decision,
                      const std::optional<ApprovedCounters>& approved, double now) {
  const auto preview = [&]() -> absl::StatusOr<ReportPreview> {
    const WithoutGil without_gil;
    const absl::StatusOr<Approvals> approvals =
        approved.has_value() ? Approvals(*approved) : Received(dir);
    if (!approvals.ok()) return approvals.status();
    const ReportOptions options = AsIfConsented(decision, absl::UnixEpoch() + absl::Seconds(now));
    return PreviewReports(dir, *approvals, options, DrawX);
  };
  return ValueOrThrow(preview());
}

}  // namespace

void RegisterPreview(py::module_ m) {
  py::class_<LeftOut>(m, "LeftOut")
      .def_property_readonly("program", [](const LeftOut& item) { return ToStr(item.program); })
      .def_property_readonly("kind", &KindName)
      .def_property_readonly("name", [](const LeftOut& item) { return ToStr(item.name); })
      .def_property_readonly("reason", [](const LeftOut& item) { return ToStr(item.reason); });

  py::class_<WeekReports>(m, "WeekReports")
      .def_property_readonly("local",
                             [](const WeekReports& week) { return ReportToJson(week.local); })
      .def_property_readonly("upload",
                             [](const WeekReports& week) {
                               const auto* upload = std::get_if<v1::Report>(&week.upload);
                               return upload == nullptr ? std::nullopt
                                                        : std::optional(ReportToJson(*upload));
                             })
      .def_property_readonly("why_no_upload",
                             [](const WeekReports& week) {
                               const auto* why = std::get_if<NoUpload>(&week.upload);
                               return why == nullptr ? "" : NoUploadText(*why);
                             })
      .def_readonly("left_out", &WeekReports::left_out);

  py::class_<ReportPreview>(m, "ReportPreview")
      .def_readonly("weeks", &ReportPreview::weeks)
      .def_property_readonly("warnings", [](const ReportPreview& preview) {
        std::vector<py::str> warnings;
        for (const std::string& warning : preview.warnings) warnings.push_back(ToStr(warning));
        return warnings;
      });

  m.def("preview", &Preview, py::arg("directory"), py::arg("decision"), py::arg("approved"),
        py::arg("now"), "The reports that the counts would become, in Go's JSON.");
}

}  // namespace telemetry::python
