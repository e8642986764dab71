#include "cmd/gotelemetry/web_view/opening_page.h"

#include <sys/stat.h>

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::cmd {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kUrl[] = "http://127.0.0.1:4040/#key=key-of-the-viewer";

mode_t PermissionsOf(const std::string& path) {
  struct stat info = {};
  EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777;
}

TEST(OpeningPageTest, TakesABrowserToTheAddress) {
  const TempDir directory;
  const absl::StatusOr<OpeningPage> page = OpeningPage::Create(directory.path(), kUrl);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(
      ReadFile(page->path(), 1000),
      IsOkAndHolds(HasSubstr(
          R"(<meta http-equiv="refresh" content="0; url=http://127.0.0.1:4040/#key=key-of-the-viewer">)")));
}

TEST(OpeningPageTest, IsForItsOwnerOnly) {
  const TempDir directory;
  const absl::StatusOr<OpeningPage> page = OpeningPage::Create(directory.path(), kUrl);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(PermissionsOf(page->path()), 0600u);
  const std::string folder = page->path().substr(0, page->path().rfind('/'));
  EXPECT_EQ(PermissionsOf(folder), 0700u);
  // The name of the file is an argument that others see.
  EXPECT_THAT(page->path(), Not(HasSubstr("key-of-the-viewer")));
}

TEST(OpeningPageTest, LeavesNothingBehind) {
  const TempDir directory;
  {
    std::optional<OpeningPage> first(OpeningPage::Create(directory.path(), kUrl).value());
    const OpeningPage second(*std::move(first));
    first.reset();
    EXPECT_THAT(ReadFile(second.path(), 1000), IsOk());
  }
  EXPECT_THAT(ListDirectory(directory.path()), IsOkAndHolds(IsEmpty()));
}

TEST(OpeningPageTest, KeepsAnAddressText) {
  const TempDir directory;
  const absl::StatusOr<OpeningPage> page = OpeningPage::Create(directory.path(), "a\"><script>&");
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(ReadFile(page->path(), 1000),
              IsOkAndHolds(HasSubstr("a&quot;&gt;&lt;script&gt;&amp;")));
}

TEST(OpeningPageTest, SaysThatThereIsNoDirectory) {
  EXPECT_THAT(OpeningPage::Create("/nonexistent", kUrl),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("/nonexistent")));
}

std::string BrowsableDirectoryWith(bool has_snaps,
                                   const std::map<std::string, std::string>& environment) {
  return BrowsableDirectory(has_snaps, [&environment](const char* name) -> const char* {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  });
}

TEST(BrowsableDirectoryTest, IsOneOfTheUsersSessionIfThereIsOne) {
  EXPECT_EQ(BrowsableDirectoryWith(
                false, {{"HOME", "/home/u"}, {"XDG_RUNTIME_DIR", "/run/user/7"}, {"TMPDIR", "/t"}}),
            "/run/user/7");
  EXPECT_EQ(BrowsableDirectoryWith(false, {{"TMPDIR", "/t"}}), "/t");
  EXPECT_EQ(BrowsableDirectoryWith(false, {{"XDG_RUNTIME_DIR", ""}, {"TMPDIR", "t"}}), "/tmp");
  EXPECT_EQ(BrowsableDirectoryWith(false, {}), "/tmp");
}

TEST(BrowsableDirectoryTest, IsTheHomeWhereTheBrowserMayComeFromASnap) {
  EXPECT_EQ(BrowsableDirectoryWith(true, {{"HOME", "/home/u"}, {"XDG_RUNTIME_DIR", "/run/user/7"}}),
            "/home/u");
  EXPECT_EQ(BrowsableDirectoryWith(true, {{"HOME", "u"}, {"XDG_RUNTIME_DIR", "/run/user/7"}}),
            "/run/user/7");
}

}  // namespace
}  // namespace telemetry::cmd
