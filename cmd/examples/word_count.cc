#include "cmd/examples/word_count.h"

#include <istream>

#include "absl/strings/ascii.h"

namespace telemetry::examples {

WordCount& WordCount::operator+=(const WordCount& other) {
  lines += other.lines;
  words += other.words;
  bytes += other.bytes;
  return *this;
}

WordCount CountWords(std::istream& text) {
  WordCount count;
  bool in_word = false;
  char buffer[1 << 16];
  while (text.read(buffer, sizeof(buffer)), text.gcount() > 0) {
    count.bytes += static_cast<uint64_t>(text.gcount());
    for (const char* c = buffer; c != buffer + text.gcount(); ++c) {
      const bool is_space = absl::ascii_isspace(static_cast<unsigned char>(*c));
      count.lines += *c == '\n';
      count.words += !is_space && !in_word;
      in_word = !is_space;
    }
  }
  return count;
}

}  // namespace telemetry::examples
