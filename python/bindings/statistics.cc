#include "python/bindings/statistics.h"

#include <pybind11/stl.h>

#include <boost/math/special_functions/beta.hpp>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace telemetry::python {
namespace {

namespace py = pybind11;

std::vector<double> BetaQuantiles(double p, const std::vector<double>& a,
                                  const std::vector<double>& b) {
  if (a.size() != b.size()) throw std::invalid_argument("a and b must have the same length");
  std::vector<double> quantiles(a.size());
  for (size_t i = 0; i < a.size(); ++i) quantiles[i] = boost::math::ibeta_inv(a[i], b[i], p);
  return quantiles;
}

}  // namespace

void RegisterStatistics(py::module_ m) {
  m.def("beta_quantiles", &BetaQuantiles, py::arg("p"), py::arg("a"), py::arg("b"),
        "The p-quantile of each beta distribution, with the parameters a[i] and b[i], above 0.");
}

}  // namespace telemetry::python
