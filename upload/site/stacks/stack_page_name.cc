#include "upload/site/stacks/stack_page_name.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/percent_decoded.h"
#include "upload/site/internal/page_path.h"

namespace telemetry {
namespace {

constexpr absl::string_view kFolder = "/stacks/";

}  // namespace

std::string StackPageName(absl::string_view program) {
  return absl::StrCat("stacks/", upload_internal::TextHash(program));
}

std::string StackPageName(absl::string_view program, absl::string_view id) {
  return absl::StrCat(StackPageName(program), "-", id);
}

std::string StackPath(absl::string_view program) {
  return absl::StrCat(kFolder, upload_internal::EscapedPath(program));
}

std::string StackPath(absl::string_view program, absl::string_view id) {
  return absl::StrCat(StackPath(program), "/", id);
}

std::string UnescapedStackPath(absl::string_view path) {
  absl::ConsumePrefix(&path, kFolder);
  return PercentDecoded(path).value_or("");
}

}  // namespace telemetry
