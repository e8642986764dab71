#include "counter/internal/week_file/weekend.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <optional>
#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

using std::chrono::Friday;
using std::chrono::Saturday;
using std::chrono::Sunday;
using std::chrono::sys_days;
using std::chrono::Wednesday;
using std::chrono::weekday;
using std::chrono::year;

constexpr sys_days kFriday = sys_days(year(2026) / 11 / 13);

// A path in the test's own directory at which there is no file.
std::string FreshPath(const std::string& name) {
  const std::string path = testing::TempDir() + "/" + name;
  unlink(path.c_str());
  return path;
}

std::string PathWith(const std::string& name, const std::string& contents) {
  const std::string path = FreshPath(name);
  std::ofstream(path) << contents;
  return path;
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(NextWeekendTest, IsTheFirstSuchDayAfterToday) {
  EXPECT_EQ(NextWeekend(kFriday, Saturday), kFriday + std::chrono::days(1));
  EXPECT_EQ(NextWeekend(kFriday, Wednesday), sys_days(year(2026) / 11 / 18));
}

TEST(NextWeekendTest, IsAWholeWeekAheadOnTheWeekendItself) {
  EXPECT_EQ(NextWeekend(kFriday, Friday), kFriday + std::chrono::days(7));
}

TEST(ReadWeekendTest, ReadsOneDigit) {
  EXPECT_EQ(ReadWeekend(PathWith("digit", "3\n")), Wednesday);
  EXPECT_EQ(ReadWeekend(PathWith("no_newline", "0")), Sunday);
}

TEST(ReadWeekendTest, TakesAnotherByteModuloSevenAsGoDoes) {
  EXPECT_EQ(ReadWeekend(PathWith("seven", "7\n")), Sunday);
  EXPECT_EQ(ReadWeekend(PathWith("letter", "a")), weekday((unsigned{'a'} - '0') % 7));
}

TEST(ReadWeekendTest, FindsNothingInAnEmptyOrMissingFile) {
  EXPECT_EQ(ReadWeekend(PathWith("empty", "")), std::nullopt);
  EXPECT_EQ(ReadWeekend(FreshPath("missing")), std::nullopt);
}

TEST(ReadOrSetWeekendTest, WritesTheDrawnDayOnce) {
  const std::string path = FreshPath("weekends");
  EXPECT_EQ(ReadOrSetWeekend(path, Wednesday), Wednesday);
  EXPECT_EQ(Contents(path), "3\n");
  EXPECT_EQ(ReadOrSetWeekend(path, Friday), Wednesday);
  EXPECT_EQ(Contents(path), "3\n");
}

TEST(ReadOrSetWeekendTest, MakesAFileThatOnlyItsOwnerCanRead) {
  const std::string path = FreshPath("private");
  ASSERT_TRUE(ReadOrSetWeekend(path, Wednesday).has_value());
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST(ReadOrSetWeekendTest, ReplacesAFileThatSaysNothing) {
  const std::string path = PathWith("was_empty", "");
  EXPECT_EQ(ReadOrSetWeekend(path, Friday), Friday);
  EXPECT_EQ(Contents(path), "5\n");
}

TEST(ReadOrSetWeekendTest, IsNotStoppedByWhatAKilledProcessOfTheSameNumberLeft) {
  const std::string path = FreshPath("killed");
  const std::string number = std::to_string(getpid());
  PathWith("killed." + number, "");
  for (int i = 0; i < 20; ++i) PathWith("killed." + number + std::to_string(i) + ".tmp", "");
  EXPECT_EQ(ReadOrSetWeekend(path, Friday), Friday);
}

TEST(ReadOrSetWeekendTest, FindsNothingWhereItCannotWrite) {
  EXPECT_EQ(ReadOrSetWeekend(testing::TempDir() + "/no/such/directory", Friday), std::nullopt);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
