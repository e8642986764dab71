#include "upload/site/health/health_path.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "upload/site/internal/page_path.h"

namespace telemetry {
namespace {

constexpr absl::string_view kFolder = "/health/";

}  // namespace

std::string HealthPath(absl::string_view program) {
  return absl::StrCat(kFolder, upload_internal::EscapedPath(program));
}

std::string HealthFile(absl::string_view path) {
  absl::ConsumePrefix(&path, kFolder);
  const bool is_json = absl::ConsumeSuffix(&path, ".json");
  // Escaped, as HealthPath() does it: who escapes otherwise finds nothing.
  return absl::StrCat("health/", upload_internal::TextHash(path), is_json ? ".json" : ".html");
}

}  // namespace telemetry
