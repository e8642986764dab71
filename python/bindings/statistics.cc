#include "python/bindings/statistics.h"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "absl/types/span.h"
#include "python/bindings/gil.h"
#include "python/bindings/status.h"
#include "report/distinct/distinct_count.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

// Without it, Boost computes in long double, which takes several times as long for digits that
// nobody sees.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

std::vector<double> BetaQuantiles(double p, const std::vector<double>& a,
                                  const std::vector<double>& b) {
  if (a.size() != b.size()) throw std::invalid_argument("a and b must have the same length");
  std::vector<double> quantiles(a.size());
  const WithoutGil without_gil;
  for (size_t i = 0; i < a.size(); ++i) {
    quantiles[i] = boost::math::ibeta_inv(a[i], b[i], p, InDouble());
  }
  return quantiles;
}

template <typename T>
using Array = py::array_t<T, py::array::c_style | py::array::forcecast>;

template <typename T>
absl::Span<const T> ToSpan(const Array<T>& array) {
  return {array.data(), static_cast<size_t>(array.size())};
}

// Takes and returns NumPy arrays; as objects, since the types in pybind11's signatures are no types.
py::object DistinctCounts(const py::object& x, const py::object& cells, int64_t num_cells) {
  const auto xs = py::cast<Array<double>>(x);
  const auto cells_of_rows = py::cast<Array<int64_t>>(cells);
  const auto count = [&] {
    const WithoutGil without_gil;
    return CountDistinct(ToSpan(xs), ToSpan(cells_of_rows), num_cells);
  };
  const std::vector<int64_t> counts = ValueOrThrow(count());
  return py::array_t<int64_t>(static_cast<py::ssize_t>(counts.size()), counts.data());
}

}  // namespace

void RegisterStatistics(py::module_ m) {
  m.def("beta_quantiles", &BetaQuantiles, py::arg("p"), py::arg("a"), py::arg("b"),
        "The p-quantile of each beta distribution, with the parameters a[i] and b[i], above 0.");
  m.def(
      "count_distinct", &DistinctCounts, py::arg("x"), py::arg("cells"), py::arg("num_cells"),
      "The number of distinct x in each cell, of rows that are each of one cell, or of none if it "
      "is below 0.");
}

}  // namespace telemetry::python
