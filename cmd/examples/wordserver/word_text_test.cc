#include "cmd/examples/wordserver/word_text.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry::examples {
namespace {

std::vector<std::string> Repeated(const std::string& text) {
  std::vector<std::string> words;
  for (const Word& word : WordText(text).RepeatedWords()) words.push_back(word.text);
  return words;
}

TEST(WordTextTest, CountsWordsInWhateverCase) {
  const WordText text("The cat, the dog and THE don't.");
  EXPECT_EQ(text.size(), 7u);
  EXPECT_EQ(text.Count("the"), 3u);
  EXPECT_EQ(text.Count("don't"), 1u);
  EXPECT_EQ(text.Count("bird"), 0u);
}

TEST(WordTextTest, FindsWordsThatAreThereTwice) {
  EXPECT_EQ(Repeated("the the"), std::vector<std::string>{"the"});
  EXPECT_EQ(Repeated("Of\n  of"), std::vector<std::string>{"of"});
  EXPECT_EQ(Repeated("no, no"), std::vector<std::string>());
  EXPECT_EQ(Repeated("the other the"), std::vector<std::string>());
  EXPECT_EQ(Repeated(""), std::vector<std::string>());
  EXPECT_EQ(Repeated("a a a").size(), 2u);
}

TEST(WordTextTest, NumbersCharactersAsTheProtocolDoes) {
  // One unit for each of these: e with an accent, the euro sign; two for the face.
  const WordText text("x\n\xc3\xa9\xe2\x82\xac \xf0\x9f\x98\x80 end");
  const Word* word = text.WordAt(1, 3);
  ASSERT_NE(word, nullptr);
  EXPECT_EQ(word->begin, 3);
  EXPECT_EQ(word->end, 5);
  word = text.WordAt(1, 9);
  ASSERT_NE(word, nullptr);
  EXPECT_EQ(word->text, "end");
  EXPECT_EQ(word->begin, 6);
  EXPECT_EQ(text.WordAt(0, 2), nullptr);
  EXPECT_EQ(text.WordAt(7, 0), nullptr);
  EXPECT_EQ(text.WordAt(-1, -1), nullptr);
}

}  // namespace
}  // namespace telemetry::examples
