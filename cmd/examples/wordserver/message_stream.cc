#include "cmd/examples/wordserver/message_stream.h"

#include <errno.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace telemetry::examples {
namespace {

constexpr absl::string_view kHeaderEnd = "\r\n\r\n";

// The length that a header gives, if it is one that we take.
std::optional<size_t> ContentLength(absl::string_view header) {
  std::optional<size_t> length;
  for (const absl::string_view line : absl::StrSplit(header, "\r\n")) {
    const std::pair<absl::string_view, absl::string_view> field =
        absl::StrSplit(line, absl::MaxSplits(':', 1));
    if (!absl::EqualsIgnoreCase(field.first, "Content-Length")) continue;
    uint64_t number = 0;
    if (!absl::SimpleAtoi(absl::StripAsciiWhitespace(field.second), &number) ||
        number > MessageReader::kMaxMessageBytes) {
      return std::nullopt;
    }
    length = static_cast<size_t>(number);
  }
  return length;
}

}  // namespace

bool MessageReader::ReadMore() {
  char piece[65536];
  ssize_t size;
  do {
    size = read(fd_, piece, sizeof piece);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return false;
  buffer_.append(piece, static_cast<size_t>(size));
  return true;
}

std::optional<std::string> MessageReader::Next() {
  size_t end;
  while ((end = buffer_.find(kHeaderEnd.data(), 0, kHeaderEnd.size())) == std::string::npos) {
    if (buffer_.size() > kMaxHeaderBytes || !ReadMore()) return std::nullopt;
  }
  const std::optional<size_t> length = ContentLength(absl::string_view(buffer_).substr(0, end));
  if (!length.has_value()) return std::nullopt;
  const size_t begin = end + kHeaderEnd.size();
  while (buffer_.size() - begin < *length) {
    if (!ReadMore()) return std::nullopt;
  }
  std::string message = buffer_.substr(begin, *length);
  buffer_.erase(0, begin + *length);
  return message;
}

bool WriteMessage(int fd, absl::string_view message) {
  const std::string bytes = absl::StrCat("Content-Length: ", message.size(), kHeaderEnd, message);
  absl::string_view rest = bytes;
  while (!rest.empty()) {
    const ssize_t size = write(fd, rest.data(), rest.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    rest.remove_prefix(static_cast<size_t>(size));
  }
  return true;
}

}  // namespace telemetry::examples
