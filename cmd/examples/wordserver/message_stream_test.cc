#include "cmd/examples/wordserver/message_stream.h"

#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::examples {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What a reader makes of `input`.
std::vector<std::string> Messages(absl::string_view input) {
  std::FILE* file = std::tmpfile();
  std::fwrite(input.data(), 1, input.size(), file);
  std::rewind(file);
  MessageReader reader(fileno(file));
  std::vector<std::string> messages;
  while (std::optional<std::string> message = reader.Next()) messages.push_back(*message);
  std::fclose(file);
  return messages;
}

TEST(MessageStreamTest, ReadsOneMessageAfterTheOther) {
  EXPECT_THAT(Messages("Content-Length: 2\r\n\r\n{}content-length:3\r\nX: y\r\n\r\n[1]"),
              ElementsAre("{}", "[1]"));
  EXPECT_THAT(Messages(absl::StrCat("Content-Length: 200000\r\n\r\n", std::string(200'000, ' '),
                                    "Content-Length: 0\r\n\r\n")),
              ElementsAre(std::string(200'000, ' '), ""));
}

TEST(MessageStreamTest, EndsWhereAMessageIsNotWhole) {
  EXPECT_THAT(Messages(""), IsEmpty());
  EXPECT_THAT(Messages("Content-Length: 3\r\n\r\n{}"), IsEmpty());
  EXPECT_THAT(Messages("Content-Length: 3\r\n"), IsEmpty());
}

TEST(MessageStreamTest, EndsAtAHeaderThatItCannotTake) {
  for (const char* header : {"Content-Length: x", "Content-Length: -1", "Length: 2", "",
                             "Content-Length: 67108865", "Content-Length: 99999999999999999999"}) {
    EXPECT_THAT(Messages(absl::StrCat(header, "\r\n\r\n{}")), IsEmpty()) << header;
  }
  EXPECT_THAT(Messages(std::string(1'000'000, 'x')), IsEmpty());
}

TEST(MessageStreamTest, WritesWhatItReads) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_TRUE(WriteMessage(ends[1], R"({"id":1})"));
  EXPECT_TRUE(WriteMessage(ends[1], ""));
  close(ends[1]);
  MessageReader reader(ends[0]);
  EXPECT_EQ(reader.Next(), R"({"id":1})");
  EXPECT_EQ(reader.Next(), "");
  EXPECT_EQ(reader.Next(), std::nullopt);
  close(ends[0]);
}

}  // namespace
}  // namespace telemetry::examples
