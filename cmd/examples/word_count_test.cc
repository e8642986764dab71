#include "cmd/examples/word_count.h"

#include <cstdint>
#include <sstream>
#include <string>
#include <tuple>

#include "gtest/gtest.h"

namespace telemetry::examples {
namespace {

using Counts = std::tuple<uint64_t, uint64_t, uint64_t>;

Counts CountsOf(const std::string& text) {
  std::istringstream stream(text);
  const WordCount count = CountWords(stream);
  return {count.lines, count.words, count.bytes};
}

TEST(CountWordsTest, CountsLinesWordsAndBytes) {
  EXPECT_EQ(CountsOf(""), Counts(0, 0, 0));
  EXPECT_EQ(CountsOf("one"), Counts(0, 1, 3));
  EXPECT_EQ(CountsOf("one two\n three\n"), Counts(2, 3, 15));
  EXPECT_EQ(CountsOf(" \t\n\n"), Counts(2, 0, 4));
}

TEST(CountWordsTest, CountsAWordOnceThatCrossesABlockOfReading) {
  const std::string text = std::string(65535, ' ') + "word " + std::string(70000, 'x');
  EXPECT_EQ(CountsOf(text), Counts(0, 2, text.size()));
}

TEST(WordCountTest, AddsUp) {
  WordCount total{.lines = 1, .words = 2, .bytes = 3};
  total += {.lines = 10, .words = 20, .bytes = 30};
  EXPECT_EQ(Counts(total.lines, total.words, total.bytes), Counts(11, 22, 33));
}

}  // namespace
}  // namespace telemetry::examples
