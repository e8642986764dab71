// Numbers distinct texts in the order in which they first occur.
//
//   TextIds ids;
//   uint32_t id = ids.Id("linux");   // 0; and again 0 the next time
//   ids.texts()[id];                 // "linux"
//
// Not thread-safe.

#ifndef REPORT_DATASET_TEXT_IDS_H_
#define REPORT_DATASET_TEXT_IDS_H_

#include <cstdint>
#include <deque>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace telemetry::report_internal {

class TextIds {
 public:
  // Copies a new text; a known one costs a lookup.
  uint32_t Id(absl::string_view text) {
    const auto known = ids_.find(text);
    if (known != ids_.end()) return known->second;
    const auto id = static_cast<uint32_t>(texts_.size());
    ids_.emplace(texts_.emplace_back(text), id);
    return id;
  }

  // By id. References stay valid when texts are added.
  const std::deque<std::string>& texts() const { return texts_; }

 private:
  std::deque<std::string> texts_;
  absl::flat_hash_map<absl::string_view, uint32_t> ids_;  // views into `texts_`
};

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_TEXT_IDS_H_
