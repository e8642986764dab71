#include "cmd/gotelemetry/text_view/text_style.h"

#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <map>
#include <string>

#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using Environment = std::map<std::string, std::string>;

TextStyle Detect(int fd, const Environment& environment) {
  return DetectTextStyle(fd, [&](const char* name) -> const char* {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  });
}

// A terminal with 100 columns.
class TextStyleTest : public testing::Test {
 protected:
  TextStyleTest() {
    struct winsize size = {.ws_row = 25, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
    EXPECT_EQ(openpty(&controller_, &terminal_, nullptr, nullptr, &size), 0);
    file_ = open("/dev/null", O_WRONLY | O_CLOEXEC);
  }
  ~TextStyleTest() override {
    for (const int fd : {controller_, terminal_, file_}) close(fd);
  }

  int controller_ = -1;
  int terminal_ = -1;
  int file_ = -1;
};

TEST_F(TextStyleTest, FitsTheTerminal) {
  EXPECT_EQ(Detect(terminal_, {}).width, 100);
  EXPECT_EQ(Detect(file_, {}).width, 80);
}

TEST_F(TextStyleTest, PrefersColumnsThatMakeSense) {
  EXPECT_EQ(Detect(terminal_, {{"COLUMNS", "60"}}).width, 60);
  EXPECT_EQ(Detect(file_, {{"COLUMNS", "60"}}).width, 60);
  for (const char* columns : {"", "0", "29", "-1", "wide"}) {
    EXPECT_EQ(Detect(terminal_, {{"COLUMNS", columns}}).width, 100) << columns;
  }
}

TEST_F(TextStyleTest, ColorsOnlyATerminalThatWantsIt) {
  EXPECT_TRUE(Detect(terminal_, {}).color);
  EXPECT_TRUE(Detect(terminal_, {{"NO_COLOR", ""}}).color);
  EXPECT_FALSE(Detect(terminal_, {{"NO_COLOR", "1"}}).color);
  EXPECT_FALSE(Detect(terminal_, {{"TERM", "dumb"}}).color);
  EXPECT_FALSE(Detect(file_, {}).color);
}

TEST_F(TextStyleTest, UsesUnicodeInAUtf8Locale) {
  EXPECT_FALSE(Detect(file_, {}).unicode);
  EXPECT_TRUE(Detect(file_, {{"LANG", "en_US.UTF-8"}}).unicode);
  EXPECT_TRUE(Detect(file_, {{"LC_ALL", ""}, {"LC_CTYPE", "C.utf8"}}).unicode);
  EXPECT_FALSE(Detect(file_, {{"LC_ALL", "C"}, {"LANG", "en_US.UTF-8"}}).unicode);
}

TEST(PaintTest, PaintsOnlyInColor) {
  EXPECT_EQ(Paint("x", Color::kTitle, {.color = false}), "x");
  EXPECT_EQ(Paint("x", Color::kTitle, {.color = true}), "\x1b[1mx\x1b[0m");
  EXPECT_EQ(Paint("", Color::kTitle, {.color = true}), "");
}

}  // namespace
}  // namespace telemetry::cmd
