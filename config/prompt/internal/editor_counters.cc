#include "config/prompt/internal/editor_counters.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "storage/json/json_view.h"

namespace telemetry::config_internal {
namespace {

bool IsName(absl::string_view name) {
  return !name.empty() && name.size() <= EditorCounters::kMaxNameBytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  absl::string_view(":_./+-").find(c) != absl::string_view::npos;
         });
}

// The elements of an array, each read by `read`. Empty if one is not to be had, or there are too
// many.
template <typename T, typename Read>
std::optional<std::vector<T>> Elements(JsonView array, Read read) {
  std::vector<T> elements;
  bool good = array.is_array();
  array.ForEachElement([&](JsonView value) {
    std::optional<T> element = read(value);
    good = element.has_value() && elements.size() < EditorCounters::kMaxNamesAtOnce;
    if (good) elements.push_back(*std::move(element));
    return good;
  });
  if (!good) return std::nullopt;
  return elements;
}

std::optional<std::string> ReadName(JsonView value) {
  std::optional<std::string> name = value.String();
  if (name.has_value() && !IsName(*name)) return std::nullopt;
  return name;
}

std::optional<int64_t> ReadValue(JsonView value) {
  const std::optional<int64_t> number = value.Int64();
  if (!number.has_value() || *number < 1 || *number > EditorCounters::kMaxValue) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

std::optional<std::vector<EditorCount>> EditorCounters::Read(JsonView arguments) {
  if (prefix_.empty()) return std::nullopt;
  const auto objects =
      Elements<JsonView>(arguments, [](JsonView value) { return std::optional<JsonView>(value); });
  if (!objects.has_value() || objects->size() != 1) return std::nullopt;
  const auto names = Elements<std::string>(objects->front().Field("names"), ReadName);
  const auto values = Elements<int64_t>(objects->front().Field("values"), ReadValue);
  if (!names.has_value() || !values.has_value() || names->size() != values->size()) {
    return std::nullopt;
  }
  std::set<std::string> known = known_;
  known.insert(names->begin(), names->end());
  if (known.size() > kMaxNames) return std::nullopt;
  known_ = std::move(known);
  std::vector<EditorCount> counts;
  counts.reserve(names->size());
  for (size_t i = 0; i < names->size(); ++i) {
    counts.push_back({prefix_ + (*names)[i], static_cast<uint64_t>((*values)[i])});
  }
  return counts;
}

}  // namespace telemetry::config_internal
