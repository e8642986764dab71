#include "storage/counter_file/counter_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/counter_file/counter_file_codec.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/counter_file/counter_file_identity.h"
#include "storage/counter_file/counter_file_parser.h"
#include "storage/files/file.h"
#include "storage/mapped_file/sandbox_state.h"
#include "tests/util/child_process.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

namespace format = counter_file_format;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// The identity of the files in tests/golden/counter_files.
constexpr CounterFileIdentity kIdentity = {
    .build = {.program = "golang.org/x/telemetry/internal/gengolden",
              .version = "devel",
              .go_version = "go1.23.5",
              .goos = "linux",
              .goarch = "amd64"},
    .begin_day = 20770,
    .end_day = 20775,
};

class CounterFileTest : public ::testing::Test {
 protected:
  CounterFileResult Open(const CounterFileIdentity& identity = kIdentity) {
    return CounterFile::OpenOrCreate(path_.c_str(), identity);
  }
  // Opens a file that is expected to open.
  CounterFile& File() {
    const CounterFileResult result = Open();
    EXPECT_EQ(result.error, CounterFileError::kNone) << strerror(result.error_number);
    if (result.file == nullptr) abort();
    return *result.file;
  }
  void CopyGolden(const std::string& name) {
    std::filesystem::copy_file("tests/golden/counter_files/" + name, path_);
  }
  std::map<std::string, uint64_t> Counts() const {
    const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path_);
    EXPECT_THAT(file, IsOk());
    if (!file.ok()) return {};
    return {file->count().begin(), file->count().end()};
  }
  off_t SizeOnDisk() const {
    struct stat info;
    return stat(path_.c_str(), &info) == 0 ? info.st_size : -1;
  }
  void Overwrite(uint32_t offset, absl::string_view bytes) {
    const int fd = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_EQ(pwrite(fd, bytes.data(), bytes.size(), offset), static_cast<ssize_t>(bytes.size()));
    close(fd);
  }

  TempDir dir_;
  const std::string path_ = dir_.path() + "/tool.v1.count";
};

TEST_F(CounterFileTest, NewFileIsEmptyAndForTheUserAlone) {
  File();
  EXPECT_THAT(Counts(), ElementsAre());
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600);
  EXPECT_EQ(info.st_size, 16384);
  EXPECT_GE(info.st_blocks * 512, 16384) << "a file with holes can fail on a full disk";
  EXPECT_THAT(ListDirectory(dir_.path()), IsOkAndHolds(ElementsAre("tool.v1.count")));
}

TEST_F(CounterFileTest, NewFileIsGosByteForByte) {
  File();
  EXPECT_EQ(ReadFile(path_, 1 << 20).value(),
            ReadFile("tests/golden/counter_files/empty.v1.count", 1 << 20).value());
}

TEST_F(CounterFileTest, CountsWhereOthersReadThem) {
  CounterFile& file = File();
  file.FindOrAdd("tool/errors")->fetch_add(3);
  file.FindOrAdd("tool/client:vscode")->fetch_add(1);
  file.FindOrAdd("tool/errors")->fetch_add(4);
  EXPECT_THAT(Counts(),
              UnorderedElementsAre(Pair("tool/errors", 7), Pair("tool/client:vscode", 1)));
}

TEST_F(CounterFileTest, GoesOnWhereGoLeftOff) {
  CopyGolden("simple.v1.count");
  CounterFile& file = File();
  file.FindOrAdd("tool/latency:<10ms")->fetch_add(1);
  file.FindOrAdd("tool/new")->fetch_add(1);
  EXPECT_THAT(Counts(),
              UnorderedElementsAre(Pair("tool/client:neovim", 1), Pair("tool/client:vscode", 3),
                                   Pair("tool/errors", 1), Pair("tool/latency:<10ms", 42),
                                   Pair("tool/utf8:größe/計", 7), Pair("tool/new", 1)));
}

TEST_F(CounterFileTest, FindsEveryRecordOfALargeFileThatGoWrote) {
  CopyGolden("many.v1.count");
  const std::map<std::string, uint64_t> before = Counts();
  CounterFile& file = File();
  for (const auto& [name, count] : before) {
    ASSERT_EQ(file.FindOrAdd(name)->load(), count) << name;
  }
  EXPECT_EQ(Counts(), before);
}

TEST_F(CounterFileTest, GrowsByPagesAsNamesAreAdded) {
  CounterFile& file = File();
  std::map<std::string, uint64_t> want;
  for (uint64_t i = 0; i < 5000; ++i) {
    const std::string name = absl::StrCat("tool/counter:", i);
    file.FindOrAdd(name)->fetch_add(i);
    want[name] = i;
  }
  EXPECT_EQ(Counts(), want);
  EXPECT_EQ(SizeOnDisk() % 16384, 0);
  EXPECT_LT(SizeOnDisk(), 5000 * 64);
}

// Where each record of the file begins, by name.
std::map<std::string, uint32_t> RecordOffsets(const std::string& path) {
  const std::string bytes = ReadFile(path, 1 << 20).value();
  const auto word = [&bytes](uint32_t offset) {
    uint32_t value;
    std::memcpy(&value, bytes.data() + offset, sizeof(value));
    return value;
  };
  const uint32_t header_bytes = word(format::kHeaderLengthOffset);
  std::map<std::string, uint32_t> offsets;
  for (uint32_t bucket = 0; bucket < format::kNumBuckets; ++bucket) {
    uint32_t record = word(header_bytes + format::kTableOffset + 4 * bucket);
    while (record != 0) {
      const uint32_t length = word(record + format::kRecordLengthOffset) & format::kNameLengthMask;
      offsets[bytes.substr(record + format::kRecordNameOffset, length)] = record;
      record = word(record + format::kRecordNextOffset);
    }
  }
  return offsets;
}

TEST_F(CounterFileTest, PlacesRecordsWhereGoDoes) {
  for (const char* name : {"simple.v1.count", "many.v1.count", "maxlen.v1.count"}) {
    CopyGolden(name);
    const std::map<std::string, uint32_t> go = RecordOffsets(path_);
    unlink(path_.c_str());
    CounterFile& file = File();
    // In the order in which Go added them.
    std::map<uint32_t, std::string> in_order;
    for (const auto& [record_name, offset] : go) in_order[offset] = record_name;
    for (const auto& [offset, record_name] : in_order) {
      ASSERT_NE(file.FindOrAdd(record_name), nullptr);
    }
    EXPECT_EQ(RecordOffsets(path_), go) << name;
    unlink(path_.c_str());
  }
}

TEST_F(CounterFileTest, TakesNamesOf1To4096Bytes) {
  CounterFile& file = File();
  EXPECT_EQ(file.FindOrAdd(""), nullptr);
  EXPECT_NE(file.FindOrAdd("x"), nullptr);
  EXPECT_NE(file.FindOrAdd(std::string(4096, 'x')), nullptr);
  EXPECT_EQ(file.FindOrAdd(std::string(4097, 'x')), nullptr);
  EXPECT_FALSE(file.damaged());
}

TEST_F(CounterFileTest, OpeningAgainGivesTheSameFile) {
  CounterFile& file = File();
  EXPECT_EQ(&File(), &file);
}

TEST_F(CounterFileTest, FileMadeAnewUnderTheSameNameIsAnother) {
  CounterFile& file = File();
  unlink(path_.c_str());
  CounterFile& other = File();
  EXPECT_NE(&other, &file);
  other.FindOrAdd("a")->fetch_add(1);
  EXPECT_THAT(Counts(), ElementsAre(Pair("a", 1)));
}

TEST_F(CounterFileTest, FileOfAnotherProgramIsForeign) {
  File();
  CounterFileIdentity other = kIdentity;
  other.build.program = "example.com/other";
  EXPECT_EQ(Open(other).error, CounterFileError::kForeign);
}

TEST_F(CounterFileTest, FileThatOthersCanWriteIsForeign) {
  File();
  for (const mode_t mode : {0660, 0602}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    EXPECT_EQ(Open().error, CounterFileError::kForeign);
  }
  ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
  EXPECT_EQ(Open().error, CounterFileError::kNone);
}

TEST_F(CounterFileTest, NameTakenByALinkOrDirectoryIsForeign) {
  ASSERT_EQ(symlink("elsewhere", path_.c_str()), 0);
  EXPECT_EQ(Open().error, CounterFileError::kForeign);
  EXPECT_FALSE(std::filesystem::exists(dir_.path() + "/elsewhere"));
  unlink(path_.c_str());
  ASSERT_EQ(mkdir(path_.c_str(), 0700), 0);
  EXPECT_EQ(Open().error, CounterFileError::kForeign);
  rmdir(path_.c_str());
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(Open().error, CounterFileError::kForeign);
}

TEST_F(CounterFileTest, SaysWhichSystemCallFailed) {
  const CounterFileResult result =
      CounterFile::OpenOrCreate((dir_.path() + "/none/x.v1.count").c_str(), kIdentity);
  EXPECT_EQ(result.error, CounterFileError::kSystem);
  EXPECT_EQ(result.error_number, ENOENT);
}

TEST_F(CounterFileTest, IdentityMustFitTheMetadata) {
  CounterFileIdentity identity = kIdentity;
  const std::string program(600, 'p');
  identity.build.program = program;
  EXPECT_EQ(Open(identity).error, CounterFileError::kTooLarge);
  EXPECT_EQ(SizeOnDisk(), -1);
}

struct DamageCase {
  const char* what;
  uint32_t offset;
  absl::string_view bytes;
};

// Offsets in simple.v1.count: header 224 bytes, limit at 224, table at 228, first record at 2304.
const DamageCase kDamages[] = {
    {"prefix", 3, "xxx"},
    {"header length", 28, "x"},
    {"metadata without its end", 32, absl::string_view("\0", 1)},
    {"limit before the first record", 224, absl::string_view("\x10\0\0\0", 4)},
    {"limit beyond the file", 224, absl::string_view("\0\0\1\0", 4)},
    {"record's length", 2304 + 8, absl::string_view("\0\0\0\0", 4)},
    {"record's name", 2304 + 16, "y"},
    {"record's next", 2304 + 12, absl::string_view("\x01\0\0\0", 4)},
    {"record's next to itself", 2304 + 12, absl::string_view("\0\x09\0\0", 4)},
};

TEST_F(CounterFileTest, TellsDamagedFileBeforeCountingIntoIt) {
  for (const DamageCase& damage : kDamages) {
    CopyGolden("simple.v1.count");
    Overwrite(damage.offset, damage.bytes);
    EXPECT_EQ(Open().error, CounterFileError::kDamaged) << damage.what;
    unlink(path_.c_str());
  }
}

TEST_F(CounterFileTest, ShortFileIsDamaged) {
  CopyGolden("simple.v1.count");
  for (const off_t size : {0, 100, 16383}) {
    ASSERT_EQ(truncate(path_.c_str(), size), 0);
    EXPECT_EQ(Open().error, CounterFileError::kDamaged) << size;
  }
}

TEST_F(CounterFileTest, DamageWhileOpenStopsNewNamesOnly) {
  CounterFile& file = File();
  std::atomic<uint64_t>* cell = file.FindOrAdd("a");
  // The head of the chain of "b" leads nowhere.
  Overwrite(224 + format::kTableOffset + 4 * BucketOf("b"), absl::string_view("\1\0\0\0", 4));
  EXPECT_EQ(file.FindOrAdd("b"), nullptr);
  EXPECT_TRUE(file.damaged());
  EXPECT_EQ(file.FindOrAdd("c"), nullptr);
  cell->fetch_add(1);
  EXPECT_EQ(cell->load(), 1);
}

TEST_F(CounterFileTest, FileSizeLimitStopsNewNamesOnlyAndSendsNoSignal) {
  CounterFile& file = File();
  rlimit old_limit;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old_limit), 0);
  const rlimit limit = {16384, old_limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  int added = 0;
  while (added < 1000 && file.FindOrAdd(absl::StrCat("tool/counter:", added)) != nullptr) ++added;
  EXPECT_GT(added, 100);
  EXPECT_LT(added, 1000);
  EXPECT_NE(file.FindOrAdd("tool/counter:0"), nullptr);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old_limit), 0);
  EXPECT_FALSE(file.damaged());
  EXPECT_NE(file.FindOrAdd("tool/there is room again"), nullptr);
}

TEST_F(CounterFileTest, NoNewFileBelowTheFileSizeLimit) {
  rlimit old_limit;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old_limit), 0);
  const rlimit limit = {16383, old_limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  const CounterFileResult result = Open();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old_limit), 0);
  EXPECT_EQ(result.error, CounterFileError::kSystem);
  EXPECT_EQ(result.error_number, EFBIG);
  EXPECT_THAT(ListDirectory(dir_.path()), IsOkAndHolds(ElementsAre()));
}

TEST_F(CounterFileTest, GrowsAfterTheProgramClosedEveryDescriptor) {
  EXPECT_EQ(RunInChild([this] {
              rlimit limit;
              if (getrlimit(RLIMIT_NOFILE, &limit) != 0) _exit(1);
              limit.rlim_cur = limit.rlim_max;  // so that a descriptor is kept
              if (setrlimit(RLIMIT_NOFILE, &limit) != 0) _exit(2);
              CounterFile& file = File();
              if (fcntl(48, F_GETFD) < 0) _exit(3);
              if (close_range(3, ~0u, 0) != 0) _exit(4);
              for (int i = 0; i < 1000; ++i) {
                if (file.FindOrAdd(absl::StrCat("tool/counter:", i)) == nullptr) _exit(5);
              }
            }),
            0);
  EXPECT_EQ(Counts().size(), 1000);
}

TEST_F(CounterFileTest, TellsWhetherItWasDeleted) {
  CounterFile& file = File();
  EXPECT_FALSE(file.deleted());
  unlink(path_.c_str());
  EXPECT_TRUE(file.deleted());
}

TEST_F(CounterFileTest, MakesRoomAhead) {
  CounterFile& file = File();
  file.MakeRoom(8 << 10);
  EXPECT_EQ(SizeOnDisk(), 16 << 10) << "there is room";
  file.MakeRoom(64 << 10);
  EXPECT_EQ(SizeOnDisk(), (64 + 16) << 10);
  EXPECT_EQ(RunInChild([&file] {
              ForbidSystemCalls();
              int added = 0;
              while (file.FindOrAdd(absl::StrCat("tool/counter:", added)) != nullptr) ++added;
              // Records of 32 and of 64 bytes.
              _exit(added >= 1000 && added < 3000 ? 0 : 1);
            }),
            0);
}

TEST_F(CounterFileTest, LeavesErrnoAlone) {
  CounterFile& file = File();
  errno = EXDEV;
  for (int i = 0; i < 1000; ++i) file.FindOrAdd(absl::StrCat("tool/counter:", i));
  EXPECT_EQ(errno, EXDEV);
}

TEST_F(CounterFileTest, ThreadsThatAddTheSameNamesGetTheSameCells) {
  CounterFile& file = File();
  constexpr int kNames = 2000;
  std::vector<std::vector<std::atomic<uint64_t>*>> cells(4);
  std::vector<std::thread> threads;
  for (auto& mine : cells) {
    threads.emplace_back([&] {
      for (int i = 0; i < kNames; ++i) {
        mine.push_back(file.FindOrAdd(absl::StrCat("tool/counter:", i)));
        mine.back()->fetch_add(1, std::memory_order_relaxed);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : cells) EXPECT_EQ(mine, cells[0]);
  const std::map<std::string, uint64_t> counts = Counts();
  EXPECT_EQ(counts.size(), kNames);
  for (const auto& [name, count] : counts) ASSERT_EQ(count, cells.size()) << name;
}

}  // namespace
}  // namespace telemetry
