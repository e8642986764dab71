#include "python/bindings/statistics.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "absl/types/span.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/status.h"
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

// The numbers of an array, by the buffer protocol: pybind11's own arrays know only NumPy 1.
template <typename T>
absl::Span<T> Numbers(const py::buffer_info& buffer) {
  if (buffer.ndim != 1 || buffer.itemsize != sizeof(T) ||
      (buffer.size > 0 && buffer.strides[0] != sizeof(T))) {
    throw py::value_error("not a contiguous array of numbers of 8 bytes");
  }
  return {static_cast<T*>(buffer.ptr), static_cast<size_t>(buffer.size)};
}

void DistinctCounts(const py::object& x, const py::object& cells, const py::object& counts) {
  const py::buffer_info xs = py::cast<py::buffer>(x).request();
  const py::buffer_info cells_of_rows = py::cast<py::buffer>(cells).request();
  const py::buffer_info result = py::cast<py::buffer>(counts).request(/*writable=*/true);
  const absl::Span<int64_t> out = Numbers<int64_t>(result);
  const auto count = [&] {
    const absl::Span<const double> of_rows = Numbers<double>(xs);
    const absl::Span<const int64_t> cell_of_row = Numbers<int64_t>(cells_of_rows);
    const WithoutGil without_gil;
    return CountDistinct(of_rows, cell_of_row, static_cast<int64_t>(out.size()));
  };
  const std::vector<int64_t> found = ValueOrThrow(count());
  std::copy(found.begin(), found.end(), out.begin());
}

}  // namespace

void RegisterStatistics(py::module_ m) {
  m.def("beta_quantiles", &BetaQuantiles, py::arg("p"), py::arg("a"), py::arg("b"),
        "The p-quantile of each beta distribution, with the parameters a[i] and b[i], above 0.");
  m.def("count_distinct", &DistinctCounts, py::arg("x"), py::arg("cells"), py::arg("counts"),
        "Writes to `counts` the number of distinct x in each cell, of rows that are each of one "
        "cell, or of none if it is below 0. All are arrays: x float64, the others int64.");
}

}  // namespace telemetry::python
