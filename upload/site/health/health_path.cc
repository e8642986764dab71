#include "upload/site/health/health_path.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace telemetry {
namespace {

constexpr absl::string_view kFolder = "/health/";

// FNV-1a.
uint64_t Hash(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) {
    hash ^= static_cast<uint8_t>(c);
    hash *= 1099511628211u;
  }
  return hash;
}

bool IsPlain(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         absl::string_view("/.-_~").find(c) != absl::string_view::npos;
}

}  // namespace

std::string HealthPath(absl::string_view program) {
  std::string path(kFolder);
  for (const char c : program) {
    if (IsPlain(c)) {
      path += c;
    } else {
      absl::StrAppendFormat(&path, "%%%02X", static_cast<uint8_t>(c));
    }
  }
  return path;
}

std::string HealthFile(absl::string_view path) {
  absl::ConsumePrefix(&path, kFolder);
  const bool is_json = absl::ConsumeSuffix(&path, ".json");
  // Escaped, as HealthPath() does it: who escapes otherwise finds nothing.
  return absl::StrFormat("health/%016x%s", Hash(path), is_json ? ".json" : ".html");
}

}  // namespace telemetry
