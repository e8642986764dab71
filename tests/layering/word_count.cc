// A small program that counts words, built twice: as it is, and with the code to count how often it
// is used. footprint_test.py compares the two.

#include <cctype>
#include <cstdio>

#ifdef WITH_TELEMETRY
#include "counter/counter.h"
#include "counter/open.h"

telemetry::Counter runs("word_count/runs");
telemetry::Counter words_counted("word_count/words");
#endif

int main() {
#ifdef WITH_TELEMETRY
  (void)telemetry::Open({.program = "example.com/word_count", .version = "v1.0.0"});
  runs.Inc();
#endif
  long words = 0;
  bool in_word = false;
  for (int c = std::getchar(); c != EOF; c = std::getchar()) {
    const bool is_space = std::isspace(c) != 0;
    if (in_word && is_space) ++words;
    in_word = !is_space;
  }
  words += in_word;
#ifdef WITH_TELEMETRY
  words_counted.Add(words);
#endif
  std::printf("%ld\n", words);
}
