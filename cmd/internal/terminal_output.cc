#include "cmd/internal/terminal_output.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <streambuf>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cmd/internal/go_quote.h"
#include "storage/json/utf8.h"
#include "storage/mutex.h"

namespace telemetry::cmd {
namespace {

// Bold, dim, green, cyan, and back to normal.
constexpr absl::string_view kStyles[] = {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[36m"};

// Text is passed on at least when there is this much of it.
constexpr size_t kMaxHeldBytes = 64 << 10;

// As JSON writes a character that it escapes.
std::string Escaped(char32_t rune) {
  if (rune < 0x10000) return absl::StrFormat("\\u%04x", static_cast<uint32_t>(rune));
  const auto rest = static_cast<uint32_t>(rune - 0x10000);
  return absl::StrFormat("\\u%04x\\u%04x", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
}

// The length of the style that `text` starts with; 0 if there is none.
size_t StyleLength(absl::string_view text) {
  for (const absl::string_view style : kStyles) {
    if (absl::StartsWith(text, style)) return style.size();
  }
  return 0;
}

}  // namespace

std::string TerminalText(absl::string_view text) {
  std::string result;
  while (!text.empty()) {
    size_t length = StyleLength(text);
    if (length == 0) length = text[0] == '\n' || text[0] == '\t' ? 1 : 0;
    if (length == 0) {
      length = Utf8SequenceLength(text);
      const char32_t rune = length == 0 ? 0xfffd : DecodeRune(text, length);
      if (length == 0 || !IsGoPrintable(rune)) {
        absl::StrAppend(&result, Escaped(rune));
        text.remove_prefix(std::max<size_t>(length, 1));
        continue;
      }
    }
    absl::StrAppend(&result, text.substr(0, length));
    text.remove_prefix(length);
  }
  return result;
}

class TerminalOutput::Buffer final : public std::streambuf {
 public:
  explicit Buffer(std::streambuf* target) : target_(target) {}

  std::streambuf* target() const { return target_; }

 protected:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    const MutexLock lock(mutex_);
    held_.append(text, static_cast<size_t>(size));
    if (held_.size() < kMaxHeldBytes) return size;
    // At the end of a line, so that no character is cut.
    const size_t end = held_.rfind('\n');
    return PassOn(end == std::string::npos ? held_.size() : end + 1) ? size : 0;
  }

  int_type overflow(int_type character) override {
    if (traits_type::eq_int_type(character, traits_type::eof())) return sync();
    const char text = traits_type::to_char_type(character);
    return xsputn(&text, 1) == 1 ? character : traits_type::eof();
  }

  int sync() override {
    const MutexLock lock(mutex_);
    return PassOn(held_.size()) && target_->pubsync() == 0 ? 0 : -1;
  }

 private:
  bool PassOn(size_t size) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const std::string text = TerminalText(absl::string_view(held_).substr(0, size));
    held_.erase(0, size);
    const auto length = static_cast<std::streamsize>(text.size());
    return target_->sputn(text.data(), length) == length;
  }

  std::streambuf* const target_;
  Mutex mutex_;
  std::string held_ ABSL_GUARDED_BY(mutex_);
};

TerminalOutput::TerminalOutput(std::ostream& out, int fd) : out_(out) {
  if (isatty(fd) == 0) return;
  buffer_ = std::make_unique<Buffer>(out.rdbuf());
  out.rdbuf(buffer_.get());
}

TerminalOutput::~TerminalOutput() {
  if (buffer_ == nullptr) return;
  out_.flush();
  out_.rdbuf(buffer_->target());
}

}  // namespace telemetry::cmd
