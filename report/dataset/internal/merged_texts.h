// Merges texts that several threads have numbered independently into one sorted list without
// duplicates.
//
//   MergedTexts merged(texts_of_each_thread);
//   merged.texts()[merged.Code(thread, id)];   // what that thread calls `id`
//
// Immutable, hence thread-safe.

#ifndef REPORT_DATASET_INTERNAL_MERGED_TEXTS_H_
#define REPORT_DATASET_INTERNAL_MERGED_TEXTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace telemetry::report_internal {

class MergedTexts {
 public:
  // The texts of each thread, by id; the texts must outlive this.
  explicit MergedTexts(absl::Span<const std::vector<absl::string_view>> texts);

  // Sorted by their bytes.
  const std::vector<absl::string_view>& texts() const { return texts_; }
  // The index into texts() of a thread's id.
  uint32_t Code(size_t thread, uint32_t id) const { return codes_[thread][id]; }

 private:
  std::vector<absl::string_view> texts_;
  std::vector<std::vector<uint32_t>> codes_;  // by thread and id
};

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_INTERNAL_MERGED_TEXTS_H_
