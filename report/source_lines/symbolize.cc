#include "report/source_lines/symbolize.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/source_lines/source_frame.h"
#include "storage/stack/readable_stack.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {
namespace {

constexpr absl::string_view kUnknown = "?";

bool IsOf(const StackFrame& frame, const SourceLines& file) {
  // A frame without either says only which function of an unknown build it is in.
  if (frame.build_id.empty()) return frame.entry != 0 && frame.object == file.object();
  return absl::StartsWith(file.build_id(), frame.build_id);
}

SourceLines* FileOf(const StackFrame& frame, absl::Span<SourceLines* const> files) {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](SourceLines* file) { return IsOf(frame, *file); });
  return found == files.end() ? nullptr : *found;
}

// A dot would be taken for the end of the frame's path.
std::string WithoutDots(std::string function) {
  std::replace(function.begin(), function.end(), '.', ' ');
  return function;
}

// `is_function`: the frame's own function, not one that was inlined into it.
std::string Describe(const StackFrame& frame, const SourceFrame& source, bool is_function) {
  const bool is_known = frame.function != kUnknown;
  const std::string function =
      is_function && is_known ? std::string(frame.function) : WithoutDots(source.function);
  const uint64_t pc = is_known ? frame.pc : frame.address() - source.entry;
  std::string line = absl::StrCat(frame.object, ".", function);
  if (source.line != 0 && source.function_line != 0) {
    absl::StrAppendFormat(&line, ":%+d", source.line - source.function_line);
  } else if (source.line != 0) {
    absl::StrAppendFormat(&line, ":=%d", source.line);
  } else {
    absl::StrAppendFormat(&line, ":@0x%x", frame.entry);
  }
  absl::StrAppendFormat(&line, ",+0x%x", pc);
  if (source.line != 0) absl::StrAppend(&line, "  ", source.file, ":", source.line);
  return line;
}

void NoteMismatch(const StackFrame& frame, absl::Span<SourceLines* const> files,
                  std::vector<std::string>& mismatches) {
  if (frame.build_id.empty()) return;
  for (const SourceLines* file : files) {
    if (file->object() != frame.object) continue;
    const std::string note =
        absl::StrCat(frame.object, " was counted with build id ", frame.build_id, ", the file has ",
                     file->build_id().empty() ? "none" : file->build_id());
    if (std::find(mismatches.begin(), mismatches.end(), note) == mismatches.end()) {
      mismatches.push_back(note);
    }
  }
}

}  // namespace

SymbolizedStack SymbolizeStack(absl::string_view name, absl::Span<SourceLines* const> files) {
  SymbolizedStack result;
  std::vector<std::string> lines;
  const std::string readable = ReadableStack(name);
  for (const absl::string_view line : absl::StrSplit(readable, '\n')) {
    const std::optional<StackFrame> frame = ParseStackFrame(line);
    SourceLines* file = frame ? FileOf(*frame, files) : nullptr;
    if (frame && file == nullptr) NoteMismatch(*frame, files, result.mismatches);
    const std::vector<SourceFrame> sources =
        file == nullptr ? std::vector<SourceFrame>() : file->Find(frame->address());
    for (const SourceFrame& source : sources) {
      lines.push_back(Describe(*frame, source, &source == &sources.back()));
    }
    if (sources.empty()) lines.emplace_back(line);
  }
  result.stack = absl::StrJoin(lines, "\n");
  return result;
}

}  // namespace telemetry
