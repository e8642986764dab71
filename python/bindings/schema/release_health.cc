#include "python/bindings/schema/release_health.h"

#include <pybind11/stl.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/signals.h"
#include "python/bindings/conversion/status.h"
#include "python/bindings/conversion/text.h"
#include "report/release_health/health_overview.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

constexpr absl::CivilDay kEpoch(1970, 1, 1);

// Days are since 1970-01-01.
std::string ReleaseHealthJson(
    const std::vector<Path>& paths,
    std::optional<std::reference_wrapper<const ApprovedCounters>> approved,
    const std::string& program, int weeks, int day) {
  PendingSignals signals;
  const auto judge = [&] {
    const WithoutGil without_gil;
    return HealthOfDatasets(ToStrings(paths),
                            {.approved = approved.has_value() ? &approved->get() : nullptr,
                             .program = program,
                             .weeks = weeks},
                            kEpoch + day, [&] { return signals.Check(); });
  };
  return HealthOverviewToJson(ValueOrThrow(judge()));
}

std::optional<int> LastDay(const std::vector<Path>& paths) {
  PendingSignals signals;
  const auto find = [&] {
    const WithoutGil without_gil;
    return LastReportDay(ToStrings(paths), [&] { return signals.Check(); });
  };
  const std::optional<absl::CivilDay> last = ValueOrThrow(find());
  if (!last.has_value()) return std::nullopt;
  return static_cast<int>(*last - kEpoch);
}

}  // namespace

void RegisterReleaseHealth(py::module_ m) {
  m.def("release_health", &ReleaseHealthJson, py::arg("paths"), py::arg("approved"),
        py::arg("program"), py::arg("weeks"), py::arg("day"),
        "The JSON that `collector health --json` prints.");
  m.def("last_report_day", &LastDay, py::arg("paths"),
        "The day of the last report; None if there is none.");
}

}  // namespace telemetry::python
