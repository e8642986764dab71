#include "report/distinct/distinct_count.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/base/casts.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace telemetry {
namespace {

constexpr int64_t kFree = -1;

struct Row {
  uint64_t x = 0;
  int64_t cell = kFree;
};

// 0.0 and -0.0 are one X.
uint64_t Bits(double x) { return absl::bit_cast<uint64_t>(x + 0.0); }

// The high bits depend on all of a row.
uint64_t Hash(const Row& row) {
  constexpr uint64_t kFactor = 0xD6E8FEB86659FD93;
  uint64_t hash = (row.x ^ (static_cast<uint64_t>(row.cell) * 0x9E3779B97F4A7C15)) * kFactor;
  hash ^= hash >> 32;
  return hash * kFactor;
}

// Rows that were seen.
class Seen {
 public:
  // For at most that many.
  explicit Seen(size_t most) {
    size_t size = 2;
    // At most half of the slots are taken.
    for (; size < 2 * most; size *= 2) --shift_;
    slots_.resize(size);
  }

  void Prefetch(uint64_t hash) const { __builtin_prefetch(&slots_[hash >> shift_], 1); }

  // Whether it is new.
  bool Add(const Row& row, uint64_t hash) {
    for (size_t place = hash >> shift_;; place = (place + 1) & (slots_.size() - 1)) {
      Row& slot = slots_[place];
      if (slot.cell == kFree) {
        slot = row;
        return true;
      }
      if (slot.x == row.x && slot.cell == row.cell) return false;
    }
  }

 private:
  std::vector<Row> slots_;
  int shift_ = 63;
};

}  // namespace

absl::StatusOr<std::vector<int64_t>> CountDistinct(absl::Span<const double> x,
                                                   absl::Span<const int64_t> cells,
                                                   int64_t num_cells) {
  if (x.size() != cells.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("x has ", x.size(), " rows, but cells has ", cells.size()));
  }
  const auto highest = std::max_element(cells.begin(), cells.end());
  if (highest != cells.end() && *highest >= num_cells) {
    return absl::InvalidArgumentError(absl::StrCat("cell ", *highest, " is not below ", num_cells));
  }
  std::vector<int64_t> counts(static_cast<size_t>(std::max<int64_t>(num_cells, 0)));
  Seen seen(x.size());
  // So many rows at once that the table's memory is there when it is looked at.
  constexpr size_t kAtOnce = 16;
  std::array<uint64_t, kAtOnce> hashes;
  for (size_t begin = 0; begin < x.size(); begin += kAtOnce) {
    const size_t end = std::min(begin + kAtOnce, x.size());
    for (size_t i = begin; i < end; ++i) {
      hashes[i - begin] = Hash({Bits(x[i]), cells[i]});
      seen.Prefetch(hashes[i - begin]);
    }
    for (size_t i = begin; i < end; ++i) {
      if (cells[i] >= 0 && seen.Add({Bits(x[i]), cells[i]}, hashes[i - begin])) ++counts[cells[i]];
    }
  }
  return counts;
}

}  // namespace telemetry
