// Counts the lines, words and bytes of a text: the actual work of the example tool.

#ifndef CMD_EXAMPLES_WORD_COUNT_H_
#define CMD_EXAMPLES_WORD_COUNT_H_

#include <cstdint>
#include <istream>

namespace telemetry::examples {

struct WordCount {
  uint64_t lines = 0;
  // Maximal runs of bytes other than ASCII white space.
  uint64_t words = 0;
  uint64_t bytes = 0;

  WordCount& operator+=(const WordCount& other);
};

// Reads `text` to its end. After an error, the result covers what was read and the stream is bad().
WordCount CountWords(std::istream& text);

}  // namespace telemetry::examples

#endif  // CMD_EXAMPLES_WORD_COUNT_H_
