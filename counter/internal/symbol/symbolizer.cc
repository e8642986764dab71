#include "counter/internal/symbol/symbolizer.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "counter/internal/symbol/elf_image.h"
#include "counter/internal/symbol/symbol_file.h"
#include "counter/internal/unwind/code_object.h"
#include "storage/directory/path.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr char kOwnProgram[] = "/proc/self/exe";
// What the kernel appends to the path of a file that was replaced or removed.
constexpr absl::string_view kDeleted = " (deleted)";
constexpr size_t kMaxObjectNameBytes = 64;
constexpr size_t kBuildIdBytes = 8;

// Characters allowed in a line of a stack, where the last dot, '@' and ':' have a meaning after the
// name.
bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_' || c == '+';
}

}  // namespace

absl::Span<char> Symbolizer::FreeText() noexcept {
  return absl::MakeSpan(text_).subspan(text_size_);
}

absl::string_view Symbolizer::KeepObjectName(absl::string_view path) noexcept {
  const absl::string_view name = BaseName(path).substr(0, kMaxObjectNameBytes);
  const absl::Span<char> kept = FreeText().subspan(0, name.size());
  std::transform(name.begin(), name.begin() + kept.size(), kept.begin(),
                 [](char c) { return IsPlain(c) ? c : '_'; });
  text_size_ += kept.size();
  return {kept.data(), kept.size()};
}

absl::string_view Symbolizer::KeepBuildId(absl::Span<const uint8_t> id) noexcept {
  constexpr char kDigits[] = "0123456789abcdef";
  const absl::Span<char> kept = FreeText().subspan(0, 2 * std::min(kBuildIdBytes, id.size()));
  for (size_t i = 0; i < kept.size(); ++i) {
    kept[i] = kDigits[i % 2 == 0 ? id[i / 2] >> 4 : id[i / 2] & 0xf];
  }
  text_size_ += kept.size();
  return {kept.data(), kept.size()};
}

void Symbolizer::FindFunctions(const char* path, const CodeObject& object, size_t count) noexcept {
  SymbolFile file(path, object);
  if (!file.is_open()) return;
  const auto lookups = absl::MakeSpan(lookups_).subspan(0, count);
  file.Find(symbols_, lookups);
  for (size_t i = 0; i < count; ++i) {
    const absl::Span<char> text = FreeText();
    const size_t size = file.ReadName(lookups[i], text);
    if (size == 0) continue;
    text_size_ += size;
    StackFrame& frame = frames_[object_frames_[i]];
    frame.function = absl::string_view(text.data(), size);
    frame.entry = lookups[i].entry;
    frame.pc = lookups[i].address - lookups[i].entry;
  }
}

absl::string_view Symbolizer::PathOf(const CodeObject& object) noexcept {
  if (!object.is_program()) return object.map->l_name;
  if (files_ == SymbolFiles::kLeaveAlone) return "";
  const ssize_t size = readlink(kOwnProgram, program_path_.data(), program_path_.size());
  absl::string_view path(program_path_.data(), size < 0 ? 0 : static_cast<size_t>(size));
  (void)absl::ConsumeSuffix(&path, kDeleted);
  return path;
}

void Symbolizer::SymbolizeObject(const CodeObject& object,
                                 absl::Span<const uintptr_t> addresses) noexcept {
  const absl::string_view name = KeepObjectName(PathOf(object));
  const absl::string_view build_id = KeepBuildId(BuildId(object));
  size_t count = 0;
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (is_done_[i] || addresses[i] < object.begin || addresses[i] >= object.end) continue;
    is_done_[i] = true;
    const uintptr_t address = addresses[i] - object.load_bias();
    frames_[i] = {.object = name, .build_id = build_id, .pc = address};
    object_frames_[count] = i;
    lookups_[count] = {.address = address};
    ++count;
  }
  if (files_ == SymbolFiles::kLeaveAlone) return;
  FindFunctions(object.is_program() ? kOwnProgram : object.map->l_name, object, count);
}

absl::Span<const StackFrame> Symbolizer::Symbolize(absl::Span<const uintptr_t> addresses,
                                                   SymbolFiles files) noexcept {
  files_ = files;
  addresses = addresses.subspan(0, kMaxStackFrames);
  text_size_ = 0;
  frames_.fill({});
  is_done_.fill(false);
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (is_done_[i]) continue;
    const std::optional<CodeObject> object = FindCodeObject(addresses[i]);
    if (object) SymbolizeObject(*object, addresses);
  }
  return absl::MakeConstSpan(frames_).subspan(0, addresses.size());
}

}  // namespace counter_internal
}  // namespace telemetry
