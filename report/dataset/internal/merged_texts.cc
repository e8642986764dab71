#include "report/dataset/internal/merged_texts.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"

namespace telemetry::report_internal {

MergedTexts::MergedTexts(absl::Span<const std::vector<absl::string_view>> texts) {
  absl::flat_hash_map<absl::string_view, uint32_t> codes;
  for (const std::vector<absl::string_view>& of_thread : texts) {
    for (const absl::string_view text : of_thread) codes.try_emplace(text, 0);
  }
  texts_.reserve(codes.size());
  for (const auto& [text, code] : codes) texts_.push_back(text);
  std::sort(texts_.begin(), texts_.end());
  for (size_t i = 0; i < texts_.size(); ++i) codes[texts_[i]] = static_cast<uint32_t>(i);
  for (const std::vector<absl::string_view>& of_thread : texts) {
    std::vector<uint32_t>& thread_codes = codes_.emplace_back();
    thread_codes.reserve(of_thread.size());
    for (const absl::string_view text : of_thread) thread_codes.push_back(codes[text]);
  }
}

}  // namespace telemetry::report_internal
