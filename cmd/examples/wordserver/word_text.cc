#include "cmd/examples/wordserver/word_text.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace telemetry::examples {
namespace {

bool IsInWord(unsigned char byte) {
  return absl::ascii_isalnum(byte) || byte == '\'' || byte >= 0x80;
}

// How many UTF-16 code units begin with this byte of UTF-8: none in the middle of a character, two
// for the characters beyond U+FFFF.
int CodeUnits(unsigned char byte) {
  if (byte >= 0xf0) return 2;
  return (byte & 0xc0) == 0x80 ? 0 : 1;
}

}  // namespace

WordText::WordText(absl::string_view text) {
  int64_t line = 0;
  int64_t character = 0;
  bool only_space = false;
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!IsInWord(byte)) {
      if (!absl::ascii_isspace(byte)) only_space = false;
      ++i;
      ++character;
      if (byte == '\n') {
        ++line;
        character = 0;
      }
      continue;
    }
    Word word{.text = "", .line = line, .begin = character};
    for (; i < text.size() && IsInWord(static_cast<unsigned char>(text[i])); ++i) {
      word.text.push_back(
          static_cast<char>(absl::ascii_tolower(static_cast<unsigned char>(text[i]))));
      character += CodeUnits(static_cast<unsigned char>(text[i]));
    }
    word.end = character;
    ++counts_[word.text];
    words_.push_back(std::move(word));
    follows_.push_back(only_space);
    only_space = true;
  }
}

size_t WordText::Count(const std::string& word) const {
  const auto found = counts_.find(word);
  return found == counts_.end() ? 0 : found->second;
}

const Word* WordText::WordAt(int64_t line, int64_t character) const {
  for (const Word& word : words_) {
    if (word.line == line && word.begin <= character && character <= word.end) return &word;
  }
  return nullptr;
}

std::vector<Word> WordText::RepeatedWords() const {
  std::vector<Word> repeated;
  for (size_t i = 1; i < words_.size(); ++i) {
    if (follows_[i] && words_[i].text == words_[i - 1].text) repeated.push_back(words_[i]);
  }
  return repeated;
}

}  // namespace telemetry::examples
