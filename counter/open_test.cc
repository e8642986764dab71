#include "counter/open.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "counter/counter.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constinit Counter opened("tool/opened");

// A Friday; the sandbox's weekends file says Wednesday.
absl::Time Friday() {
  return absl::FromCivil(absl::CivilHour(2026, 11, 13, 15), absl::UTCTimeZone());
}
absl::Time NextTuesday() { return Friday() + absl::Hours(4 * 24); }

OpenOptions Tool() { return {.program = "example.com/tool", .version = "v1.2.3", .clock = Friday}; }

class OpenTest : public testing::Test {
 protected:
  OpenTest() : dir_(sandbox_.root()) {
    std::filesystem::create_directories(dir_.local_dir());
    std::ofstream(dir_.weekends_path()) << "3\n";
  }

  // Calls Open() and then counts once, in a child process. Returns why Open() failed, if it did.
  OpenFailure OpenAndCount(const OpenOptions& options) {
    return static_cast<OpenFailure>(RunInChild([&] {
      const OpenResult result = Open(options);
      opened.Inc();
      _exit(static_cast<int>(result.failure));
    }));
  }

  std::vector<std::string> LocalFiles() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir_.local_dir())) {
      names.push_back(entry.path().filename());
    }
    std::erase(names, "weekends");
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string OnlyFile() const {
    const std::vector<std::string> names = LocalFiles();
    EXPECT_THAT(names, SizeIs(1));
    return dir_.local_dir() + "/" + names.at(0);
  }

  TelemetrySandbox sandbox_;
  const TelemetryDir dir_;
};

TEST_F(OpenTest, MakesAFileForTheWeekOfTheClock) {
  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kNone);
  const std::string path = OnlyFile();
  EXPECT_THAT(path, HasSubstr("/tool."));
  EXPECT_THAT(path, EndsWith("-2026-11-13.v1.count"));
  std::ifstream file(path);
  const std::string contents(std::istreambuf_iterator<char>(file), {});
  EXPECT_THAT(contents, HasSubstr("TimeBegin: 2026-11-13T00:00:00Z\n"
                                  "TimeEnd: 2026-11-18T00:00:00Z\n"
                                  "Program: example.com/tool\n"
                                  "Version: v1.2.3\n"));
}

TEST_F(OpenTest, UsesTheWeeksFileUntilItExpires) {
  OpenOptions later = Tool();
  later.clock = NextTuesday;
  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kNone);
  EXPECT_EQ(OpenAndCount(later), OpenFailure::kNone);
  EXPECT_THAT(LocalFiles(), SizeIs(1));
  EXPECT_EQ(sandbox_.Count("tool/opened"), 2u);
  later.clock = [] { return NextTuesday() + absl::Hours(24); };
  EXPECT_EQ(OpenAndCount(later), OpenFailure::kNone);
  EXPECT_THAT(LocalFiles(),
              ElementsAre(EndsWith("-2026-11-13.v1.count"), EndsWith("-2026-11-18.v1.count")));
}

TEST_F(OpenTest, KeepsProgramsWithOneBaseNameApart) {
  OpenOptions other = Tool();
  other.program = "example.org/fork/tool";
  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kNone);
  EXPECT_EQ(OpenAndCount(other), OpenFailure::kNone);
  EXPECT_THAT(LocalFiles(), SizeIs(2));
  EXPECT_EQ(sandbox_.Count("tool/opened"), 2u);
}

TEST_F(OpenTest, MakesFilesAndDirectoriesForTheirOwnerOnly) {
  std::filesystem::remove_all(dir_.path());
  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kNone);
  struct stat info;
  ASSERT_EQ(stat(dir_.local_dir().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  ASSERT_EQ(stat(OnlyFile().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(OpenTest, PutsADamagedFileAsideAndCountsOn) {
  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kNone);
  const std::string path = OnlyFile();
  std::ofstream(path) << "not a counter file";
  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kNone);
  EXPECT_EQ(sandbox_.Count("tool/opened"), 1u);
  EXPECT_THAT(LocalFiles(), UnorderedElementsAre(EndsWith(".v1.count"), EndsWith(".corrupt")));
  // Nor does the next one take the place of the first.
  std::ofstream(path) << "damaged again";
  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kNone);
  EXPECT_THAT(LocalFiles(), UnorderedElementsAre(EndsWith(".v1.count"), EndsWith(".corrupt"),
                                                 EndsWith(".corrupt")));
}

TEST_F(OpenTest, TakesAnotherNameWhereAnotherProgramHasIts) {
  OpenOptions other = Tool();
  other.program = "example.org/fork/tool";
  EXPECT_EQ(OpenAndCount(other), OpenFailure::kNone);
  const std::string taken = OnlyFile();
  std::filesystem::remove(taken);
  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kNone);
  const std::string own = OnlyFile();
  EXPECT_EQ(OpenAndCount(other), OpenFailure::kNone);
  std::filesystem::rename(taken, own);  // as if the two hashes collided

  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kNone);
  EXPECT_THAT(LocalFiles(), SizeIs(2));
  EXPECT_EQ(sandbox_.Count("tool/opened"), 2u);
}

TEST_F(OpenTest, DoesNothingWhereTheModeIsOff) {
  std::filesystem::remove_all(dir_.local_dir());
  std::ofstream(dir_.mode_path()) << "off";
  EXPECT_EQ(OpenAndCount(Tool()), OpenFailure::kOff);
  EXPECT_FALSE(std::filesystem::exists(dir_.weekends_path()));
}

TEST_F(OpenTest, RefusesAProgramThatCannotStandInAHeader) {
  OpenOptions options = Tool();
  options.program = "";
  EXPECT_EQ(OpenAndCount(options), OpenFailure::kInvalidProgram);
  options.program = "two\nlines";
  EXPECT_EQ(OpenAndCount(options), OpenFailure::kInvalidProgram);
  const std::string too_long(600, 'x');
  options.program = too_long;
  EXPECT_EQ(OpenAndCount(options), OpenFailure::kInvalidProgram);
  EXPECT_THAT(LocalFiles(), IsEmpty());
}

TEST_F(OpenTest, CountsAsDevelWithoutAVersion) {
  OpenOptions options = Tool();
  options.version = "";
  EXPECT_EQ(OpenAndCount(options), OpenFailure::kNone);
  EXPECT_THAT(OnlyFile(), HasSubstr("@devel-"));
}

TEST_F(OpenTest, NamesTheErrorOfTheSystem) {
  std::filesystem::remove_all(dir_.path());
  std::ofstream(dir_.path()) << "a file where the directory should be";
  EXPECT_EQ(RunInChild([] {
              const OpenResult result = Open(Tool());
              _exit(result.failure == OpenFailure::kSystem ? result.error_number : 0);
            }),
            ENOTDIR);
}

TEST_F(OpenTest, HasNoDirectoryWithoutAHome) {
  EXPECT_EQ(RunInChild([] {
              for (const char* name : {"GOTELEMETRY_DIR", "XDG_CONFIG_HOME", "HOME"})
                unsetenv(name);
              _exit(static_cast<int>(Open(Tool()).failure));
            }),
            static_cast<int>(OpenFailure::kNoDirectory));
}

TEST_F(OpenTest, MayBeRepeatedForTheSameProgramOnly) {
  EXPECT_EQ(RunInChild([] {
              if (!Open(Tool()).counting || !Open(Tool()).counting) _exit(1);
              OpenOptions other = Tool();
              other.program = "example.com/other";
              _exit(static_cast<int>(Open(other).failure));
            }),
            static_cast<int>(OpenFailure::kOpenElsewhere));
}

TEST_F(OpenTest, CountsInTheDirectoryOfItsCollector) {
  EXPECT_EQ(RunInChild([] {
              OpenOptions options = Tool();
              options.collector = "Stats.Example.com";
              if (!Open(options).counting) _exit(1);
              opened.Inc();
            }),
            0);
  const TelemetryDir collector =
      TelemetryRoot(dir_.path()).collector(*ParseCollector("stats.example.com"));
  EXPECT_TRUE(std::filesystem::exists(collector.weekends_path()));
  EXPECT_THAT(LocalFiles(), IsEmpty());
}

TEST_F(OpenTest, ObeysItsOwnCollectorsModeAndGosOff) {
  const TelemetryRoot root(dir_.path());
  const TelemetryDir collector = root.collector(*ParseCollector("stats.example.com"));
  const auto opening_as = [](const char* address) {
    return RunInChild([address] {
      OpenOptions options = Tool();
      options.collector = address;
      _exit(static_cast<int>(Open(options).failure));
    });
  };
  std::filesystem::create_directories(collector.path());
  std::ofstream(collector.mode_path()) << "off";
  EXPECT_EQ(opening_as("stats.example.com"), static_cast<int>(OpenFailure::kOff));
  EXPECT_EQ(opening_as("other.example.com"), 0);
  EXPECT_EQ(opening_as(""), 0);
  std::ofstream(root.go().mode_path()) << "off";
  EXPECT_EQ(opening_as("other.example.com"), static_cast<int>(OpenFailure::kOff));
}

TEST_F(OpenTest, RefusesACollectorThatIsNoAddress) {
  for (const char* address : {"http://example.com", "a b", "example.com:0", "../../etc"}) {
    EXPECT_EQ(RunInChild([address] {
                OpenOptions options = Tool();
                options.collector = address;
                _exit(static_cast<int>(Open(options).failure));
              }),
              static_cast<int>(OpenFailure::kInvalidCollector))
        << address;
  }
}

TEST_F(OpenTest, TriesAgainAfterAFailure) {
  EXPECT_EQ(RunInChild([this] {
              std::ofstream(dir_.mode_path()) << "off";
              if (Open(Tool()).counting) _exit(1);
              opened.Add(2);
              std::filesystem::remove(dir_.mode_path());
              if (!Open(Tool()).counting) _exit(2);
            }),
            0);
  EXPECT_EQ(sandbox_.Count("tool/opened"), 2u);
}

TEST_F(OpenTest, TakesARelativeDirectoryForWhatItMeansNow) {
  EXPECT_EQ(RunInChild([this] {
              if (chdir(dir_.path().c_str()) != 0) _exit(1);
              OpenOptions options = Tool();
              options.telemetry_dir = "relative";
              if (!Open(options).counting || chdir("/") != 0) _exit(2);
              opened.Inc();
            }),
            0);
  EXPECT_TRUE(std::filesystem::exists(dir_.path() + "/relative/local/weekends"));
}

TEST_F(OpenTest, LetsManyProcessesStartAtOnce) {
  std::filesystem::remove_all(dir_.path());
  EXPECT_EQ(RunInChild([] {
              for (int i = 0; i < 4; ++i) (void)fork();
              if (!Open(Tool()).counting) _exit(1);
              opened.Inc();
              while (wait(nullptr) > 0) {
              }
            }),
            0);
  EXPECT_THAT(LocalFiles(), SizeIs(1));
  EXPECT_EQ(sandbox_.Count("tool/opened"), 16u);
}

}  // namespace
}  // namespace telemetry
