// The words of a plain text: how often each occurs, and which are there twice in a row.
//
//   const WordText text("The the end");
//   for (const Word& word : text.RepeatedWords()) Warn(word);
//
// Immutable. Knows nothing about telemetry, nor about language servers except how they number
// characters.

#ifndef CMD_EXAMPLES_WORDSERVER_WORD_TEXT_H_
#define CMD_EXAMPLES_WORDSERVER_WORD_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace telemetry::examples {

// Letters, digits, apostrophes and whatever is not ASCII. `text` is in lower case as far as it is
// ASCII. A place is a line and a number of UTF-16 code units in it, both from 0; `end` is behind
// the word.
struct Word {
  std::string text;
  int64_t line = 0;
  int64_t begin = 0;
  int64_t end = 0;
};

class WordText {
 public:
  explicit WordText(absl::string_view text);

  size_t size() const { return words_.size(); }
  // How often the word occurs, in whatever case.
  size_t Count(const std::string& word) const;
  // The word at a place, or directly before it; null if there is none.
  const Word* WordAt(int64_t line, int64_t character) const;
  // Each word that follows the same word with nothing but white space between.
  std::vector<Word> RepeatedWords() const;

 private:
  std::vector<Word> words_;
  // For each word, whether only white space is between it and the one before.
  std::vector<bool> follows_;
  std::map<std::string, size_t> counts_;
};

}  // namespace telemetry::examples

#endif  // CMD_EXAMPLES_WORDSERVER_WORD_TEXT_H_
