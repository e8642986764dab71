#include "storage/quoted.h"

#include <cstddef>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry {
namespace {

constexpr size_t kMaxBytes = 100;

}  // namespace

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::CHexEscape(text.substr(0, kMaxBytes)), "\"",
                      text.size() > kMaxBytes ? "..." : "");
}

}  // namespace telemetry
