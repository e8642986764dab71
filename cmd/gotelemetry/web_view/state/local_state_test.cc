#include "cmd/gotelemetry/web_view/state/local_state.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report.pb.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"
#include "storage/unique_fd.h"
#include "tests/util/status_matchers.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::telemetry::testutil::CounterFileContents;
using ::telemetry::testutil::TelemetryDirFixture;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kConfig[] = R"({"Configs": [{"Received": "2026-11-01", "Shown": "", "Config": {
    "GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "example.com/tool", "Versions": ["v1.0.0"],
    "Counters": [{"Name": "tool/plain", "Rate": 1}]}]}}]})";

ModeDecision DecisionOf(Mode mode, std::string consent_day) {
  ModeDecision decision;
  decision.mode = mode;
  decision.consent_day = std::move(consent_day);
  return decision;
}

const absl::Time kNow = absl::FromUnixSeconds(1795000000);

class LocalStateTest : public ::testing::Test {
 protected:
  DirectoryState Read(const ModeDecision& decision) {
    return ReadDirectoryState({.root = root_}, collector_, decision, kNow);
  }

  // Writes a file of the collector's directory.
  void Write(const std::string& path, absl::string_view contents) {
    fixture_.Write("collectors/localhost_1/" + path, contents);
  }
  void AddCounterFile(const CounterFileContents& contents) {
    Write("local/tool.v1.count", CounterFileBytes(contents));
  }

  TelemetryDirFixture fixture_;
  const TelemetryRoot root_{fixture_.dir().path()};
  const HostPort collector_ = *ParseCollector("localhost:1");
  const ModeDecision local_ = DecisionOf(Mode::kLocal, "");
  const ModeDecision on_ = DecisionOf(Mode::kOn, "2026-11-01");
};

TEST_F(LocalStateTest, IsEmptyWhereThereIsNoDirectory) {
  const LocalState state = ReadLocalState({.root = TelemetryRoot("/nonexistent/telemetry")}, kNow);
  ASSERT_THAT(state.directories, SizeIs(1)) << "Go's";
  EXPECT_THAT(state.directories[0].counts.weeks, IsEmpty());
  EXPECT_THAT(state.directories[0].files, IsEmpty());
  EXPECT_THAT(state.directories[0].warnings, IsEmpty());
}

TEST_F(LocalStateTest, ListsEachFolderAndReadsEachFileOnce) {
  AddCounterFile({.counts = {{"tool/plain", 3}}});
  Write("local/local.2026-11-11.json", "{}");
  Write("local/2026-11-11.json", "{}");
  Write("upload/2026-11-04.json", "{}");
  const std::string dir = root_.collector(collector_).path();
  const UniqueFd events(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  for (const char* folder : {"/local", "/upload"}) {
    // Of the folder itself, and of what is in it.
    ASSERT_GE(inotify_add_watch(events.get(), (dir + folder).c_str(), IN_OPEN), 0);
  }
  Read(local_);
  std::map<std::string, int> opened;
  alignas(inotify_event) char buffer[65536];
  const ssize_t size = read(events.get(), buffer, sizeof(buffer));
  for (ssize_t at = 0; at < size;) {
    const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
    ++opened[event->len > 0 ? std::string(event->name) : absl::StrCat("folder ", event->wd)];
    at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
  }
  // Reports to send and sent ones are only listed.
  EXPECT_THAT(opened,
              UnorderedElementsAre(Pair("folder 1", 1), Pair("folder 2", 1),
                                   Pair("tool.v1.count", 1), Pair("local.2026-11-11.json", 1)));
}

TEST_F(LocalStateTest, HasEachCollectorThenGo) {
  AddCounterFile({.counts = {{"tool/plain", 3}}});
  fixture_.Write("collectors/other.example_443/mode", "off");
  fixture_.Write("collectors/notes", "");
  fixture_.AddCounterFile("go", {.counts = {{"go/plain", 3}}});
  const LocalState state = ReadLocalState({.root = root_}, kNow);
  ASSERT_THAT(state.directories, SizeIs(3));
  EXPECT_EQ(state.directories[0].collector, collector_);
  EXPECT_EQ(state.directories[1].environment.decision.mode, Mode::kOff);
  EXPECT_EQ(state.directories[2].collector, std::nullopt);
  EXPECT_THAT(state.directories[2].counts.weeks, SizeIs(1));
  EXPECT_THAT(state.directories[2].preview.weeks, IsEmpty()) << "Go's are never ours to send";
  EXPECT_THAT(state.foreign, ElementsAre("notes"));
}

TEST_F(LocalStateTest, HasWhatWasCountedAlsoIfItIsNotKnownWhatIsApproved) {
  AddCounterFile({.counts = {{"tool/plain", 3}}});
  const DirectoryState state = Read(local_);
  EXPECT_THAT(state.approvals, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(state.counts.weeks, SizeIs(1));
  EXPECT_THAT(state.files, SizeIs(1));
  EXPECT_THAT(state.preview.weeks, IsEmpty());
}

TEST_F(LocalStateTest, HasTheReportsThatTheCountsWouldBecome) {
  AddCounterFile({.counts = {{"tool/plain", 3}, {"tool/secret", 1}}});
  Write("upload_config.json", kConfig);
  const DirectoryState state = Read(on_);
  ASSERT_THAT(state.preview.weeks, SizeIs(1));
  const auto* upload = std::get_if<v1::Report>(&state.preview.weeks[0].upload);
  ASSERT_NE(upload, nullptr);
  EXPECT_THAT(upload->programs(0).counters(), SizeIs(1));
  EXPECT_THAT(state.preview.weeks[0].left_out, SizeIs(1));
}

TEST_F(LocalStateTest, IsTheSameUntilSomethingChanges) {
  AddCounterFile({.counts = {{"tool/plain", 3}}});
  Write("upload_config.json", kConfig);
  EXPECT_EQ(Read(on_).preview.weeks[0].local.x(), Read(on_).preview.weeks[0].local.x());
}

TEST_F(LocalStateTest, WarnsOfADamagedFileOnce) {
  Write("local/damaged.v1.count", "x");
  Write("upload_config.json", kConfig);
  EXPECT_THAT(Read(on_).warnings, ElementsAre(HasSubstr("damaged.v1.count")));
}

}  // namespace
}  // namespace telemetry::cmd
