#include "report/chart/internal/x_list.h"

#include <algorithm>

namespace telemetry::report_internal {
namespace {

// Half a megabyte: large enough for the allocator to return it to the system when it is freed.
constexpr size_t kChunkSize = size_t{64} << 10;

}  // namespace

void XList::Add(double x) {
  if (chunks_.empty() || chunks_.back().size() == kChunkSize) {
    chunks_.emplace_back().reserve(kChunkSize);
  }
  chunks_.back().push_back(x);
}

size_t XList::size() const {
  return chunks_.empty() ? 0 : (chunks_.size() - 1) * kChunkSize + chunks_.back().size();
}

void XList::MoveTo(std::vector<double>& all) {
  for (std::vector<double>& chunk : chunks_) {
    all.insert(all.end(), chunk.begin(), chunk.end());
    chunk = std::vector<double>();
  }
  chunks_.clear();
}

std::vector<double> RepeatedXs(std::vector<XList> lists) {
  size_t size = 0;
  for (const XList& list : lists) size += list.size();
  std::vector<double> xs;
  xs.reserve(size);
  for (XList& list : lists) list.MoveTo(xs);
  std::sort(xs.begin(), xs.end());

  // Keeps the second of each run of equal values, in place.
  size_t kept = 0;
  for (size_t i = 1; i < xs.size(); ++i) {
    const bool repeats = xs[i] == xs[i - 1];
    const bool is_second = repeats && (kept == 0 || xs[kept - 1] != xs[i]);
    if (is_second) xs[kept++] = xs[i];
  }
  xs.resize(kept);
  return xs;
}

}  // namespace telemetry::report_internal
