#include "cmd/gotelemetry/consent/approved_text.h"

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "cmd/internal/printable.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry::cmd {
namespace {

std::string Number(size_t n, absl::string_view what) {
  return absl::StrCat(n, " ", what, n == 1 ? "" : "s");
}

// "name", what people call it, and until when.
std::string ItemLine(const v1::CounterConfig& item, absl::string_view suffix) {
  std::string line = absl::StrCat("    ", Printable(item.name()), suffix);
  if (!item.title().empty()) absl::StrAppend(&line, ": ", Printable(item.title()));
  if (!item.expires().empty()) absl::StrAppend(&line, ", until ", Printable(item.expires()));
  return line + "\n";
}

// Of which builds frames of stacks say more than function and offset.
std::string BuildsLine(const v1::ProgramConfig& program) {
  std::string files;
  for (const v1::ReleasedFile& file : program.builds()) {
    absl::StrAppend(&files, files.empty() ? "" : ", ", Printable(file.file()), " (",
                    Number(static_cast<size_t>(file.ids_size()), "build"), ")");
  }
  return files.empty() ? "    call stacks name no build\n"
                       : absl::StrCat("    call stacks name only released builds: ", files, "\n");
}

}  // namespace

std::string ApprovedText(const v1::UploadConfig& config) {
  std::string text;
  for (const v1::ProgramConfig& program : config.programs()) {
    size_t counters = 0;
    for (const v1::CounterConfig& counter : program.counters()) {
      counters += ExpandCounterName(counter.name()).size();
    }
    absl::StrAppend(&text, "  ", Printable(program.name()), ": ", Number(counters, "counter"), ", ",
                    Number(static_cast<size_t>(program.stacks_size()), "stack"), "\n");
    for (const v1::CounterConfig& counter : program.counters()) {
      absl::StrAppend(&text, ItemLine(counter, ""));
    }
    for (const v1::CounterConfig& stack : program.stacks()) {
      absl::StrAppend(&text, ItemLine(stack, " (with its call stacks)"));
    }
    if (!program.stacks().empty()) absl::StrAppend(&text, BuildsLine(program));
  }
  return text.empty() ? "  nothing\n" : text;
}

}  // namespace telemetry::cmd
