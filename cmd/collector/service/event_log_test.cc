#include "cmd/collector/service/event_log.h"

#include <sys/stat.h>
#include <unistd.h>

#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace telemetry::collector {
namespace {

const absl::Time kNow = absl::FromUnixMillis(1'764'536'400'250);  // 2025-11-30T21:00:00.250Z

TEST(EventLogTest, TextHasTimeAndLevel) {
  EXPECT_EQ(RenderEvent(LogFormat::kText, LogLevel::kWarning, kNow, "a \"b\""),
            "2025-11-30T21:00:00.250Z warning collector: a \"b\"\n");
}

TEST(EventLogTest, JsonHasTheSameFields) {
  EXPECT_EQ(RenderEvent(LogFormat::kJson, LogLevel::kError, kNow, "a \"b\"\nc"),
            R"({"time":"2025-11-30T21:00:00.250Z","level":"error","message":"a \"b\"\nc"})"
            "\n");
}

TEST(EventLogTest, TheJournalGetsPriorities) {
  EXPECT_EQ(RenderEvent(LogFormat::kJournal, LogLevel::kInfo, kNow, "a"), "<6>a\n");
  EXPECT_EQ(RenderEvent(LogFormat::kJournal, LogLevel::kWarning, kNow, "a"), "<4>a\n");
  EXPECT_EQ(RenderEvent(LogFormat::kJournal, LogLevel::kError, kNow, "a"), "<3>a\n");
}

TEST(EventLogTest, AMessageIsALineAndSteersNoTerminal) {
  EXPECT_EQ(RenderEvent(LogFormat::kText, LogLevel::kInfo, kNow, "a\nb\x1b[2J"),
            "2025-11-30T21:00:00.250Z info collector: a b?[2J\n");
  EXPECT_EQ(RenderEvent(LogFormat::kJournal, LogLevel::kInfo, kNow, "a\n<0>b"), "<6>a <0>b\n");
}

TEST(EventLogTest, AMessageOfTheServerGetsALevel) {
  EXPECT_EQ(LevelOf("alarm: example.com/tool v1.2.3 is silent"), LogLevel::kError);
  EXPECT_EQ(LevelOf("config v1.2.0 is in force since 2026-11-30 21:00:00 UTC"), LogLevel::kInfo);
  EXPECT_EQ(LevelOf("gRPC answers again on its own port"), LogLevel::kInfo);
  EXPECT_EQ(LevelOf("gRPC has not answered for too long"), LogLevel::kWarning);
}

TEST(EventLogTest, KnowsTheJournal) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  struct stat info = {};
  ASSERT_EQ(fstat(pipe_ends[1], &info), 0);
  const std::string stream = absl::StrCat(info.st_dev, ":", info.st_ino);
  EXPECT_TRUE(IsJournal(pipe_ends[1], stream.c_str()));
  EXPECT_FALSE(IsJournal(pipe_ends[1], "1:2"));
  EXPECT_FALSE(IsJournal(pipe_ends[1], nullptr));
  EXPECT_FALSE(IsJournal(-1, stream.c_str()));
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST(EventLogTest, LinesOfThreadsDoNotMix) {
  std::ostringstream out;
  EventLog log(out, LogFormat::kJournal, [] { return kNow; });
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&log] {
        for (int j = 0; j < 500; ++j) log.Write(LogLevel::kInfo, "0123456789");
      });
    }
  }
  int lines = 0;
  for (const absl::string_view line : absl::StrSplit(out.str(), '\n', absl::SkipEmpty())) {
    EXPECT_EQ(line, "<6>0123456789");
    ++lines;
  }
  EXPECT_EQ(lines, 2000);
}

}  // namespace
}  // namespace telemetry::collector
