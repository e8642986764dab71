#include "upload/site/stacks/stack_file.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "report/stacks/stack_id.h"
#include "upload/site/stacks/stack_page_name.h"

namespace telemetry {

std::string StackFileOf(const PublishedFiles& files, absl::string_view path) {
  absl::string_view rest = path;
  const absl::string_view suffix = absl::ConsumeSuffix(&rest, ".json") ? ".json" : ".html";
  const std::string program = UnescapedStackPath(rest);
  if (program.empty() || program == "index") return absl::StrCat("stacks/index", suffix);
  const std::string of_program = absl::StrCat(StackPageName(program), suffix);
  const size_t slash = program.rfind('/');
  if (slash == std::string::npos || files.SizeBytes(of_program).has_value()) return of_program;
  const absl::string_view id = absl::string_view(program).substr(slash + 1);
  if (!IsStackId(id)) return of_program;
  return absl::StrCat(StackPageName(absl::string_view(program).substr(0, slash), id), suffix);
}

}  // namespace telemetry
