#include "report/dataset/table_sort.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "report/dataset/parallel.h"

namespace telemetry {
namespace {

// The rows of the table, by their place in the sorted one.
using Order = std::vector<uint32_t>;

// Calls `use` with the values of a column, as a span of their type.
template <typename Use>
void WithValues(const Column& column, int64_t num_rows, Use use) {
  const auto span = [&](auto type) {
    using T = decltype(type);
    return absl::Span<const T>(reinterpret_cast<const T*>(column.data()),
                               static_cast<size_t>(num_rows));
  };
  switch (column.value_bytes()) {
    case 1:
      return use(span(int8_t{}));
    case 2:
      return use(span(int16_t{}));
    case 4:
      return use(span(int32_t{}));
    default:
      return use(span(int64_t{}));
  }
}

// Sorts `order` by `values`, which are few different ones; equal ones stay in their order.
template <typename T>
void SortBy(absl::Span<const T> values, Order& order) {
  if (values.empty()) return;
  // A missing day is far from all others.
  constexpr T kMissing = std::numeric_limits<T>::min();
  T low = std::numeric_limits<T>::max();
  T high = kMissing;
  for (const T value : values) {
    if (value == kMissing) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (low == high && std::find(values.begin(), values.end(), kMissing) == values.end()) return;
  const auto place_of = [&](T value) {
    return value == kMissing ? size_t{0} : static_cast<size_t>(int64_t{value} - low) + 1;
  };
  std::vector<uint32_t> next(high < low ? 1 : place_of(high) + 1);
  for (const T value : values) ++next[place_of(value)];
  std::exclusive_scan(next.begin(), next.end(), next.begin(), uint32_t{0});
  Order sorted(order.size());
  for (const uint32_t row : order) sorted[next[place_of(values[row])]++] = row;
  order = std::move(sorted);
}

// Copies the values of `from` to `to` in another order.
void CopyColumn(const Column& from, const Order& order, Column& to) {
  WithValues(from, static_cast<int64_t>(order.size()), [&](auto values) {
    using T = std::remove_const_t<typename decltype(values)::value_type>;
    T* out = to.Values<T>().data();
    for (const uint32_t row : order) *out++ = values[row];
  });
  if (from.null_count() == 0) return;
  for (size_t i = 0; i < order.size(); ++i) {
    if (from.IsNull(order[i])) to.SetNull(static_cast<int64_t>(i));
  }
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Table>> SortTable(const Table& table,
                                                       absl::Span<const absl::string_view> columns,
                                                       int threads) {
  if (table.num_rows() > std::numeric_limits<uint32_t>::max()) {
    return absl::OutOfRangeError(absl::StrCat("too many rows to sort: ", table.num_rows()));
  }
  Order order(static_cast<size_t>(table.num_rows()));
  std::iota(order.begin(), order.end(), uint32_t{0});
  for (auto name = columns.rbegin(); name != columns.rend(); ++name) {
    const Column* const column = table.Find(*name);
    if (column == nullptr ||
        (column->type() != ColumnType::kDay && column->type() != ColumnType::kText)) {
      return absl::InvalidArgumentError(absl::StrCat("not a column to sort by: ", *name));
    }
    WithValues(*column, table.num_rows(), [&](auto values) {
      if constexpr (sizeof(values[0]) <= 4) SortBy(values, order);
    });
  }
  auto sorted = std::make_shared<Table>(table.num_rows());
  for (const Column& column : table.columns()) {
    if (column.type() == ColumnType::kText) {
      sorted->AddTextColumn(column.name(), column.texts());
    } else {
      sorted->AddColumn(column.name(), column.type());
    }
  }
  // Relaxed: only the number is shared; the table is read after the threads are joined.
  std::atomic<size_t> next = 0;
  absl::Status status =
      report_internal::RunInParallel(report_internal::NumThreads(threads), [&](int /*thread*/) {
        for (size_t i = 0;
             (i = next.fetch_add(1, std::memory_order_relaxed)) < table.columns().size();) {
          CopyColumn(table.columns()[i], order, sorted->mutable_columns()[i]);
        }
      });
  if (!status.ok()) return status;
  return std::shared_ptr<const Table>(std::move(sorted));
}

}  // namespace telemetry
