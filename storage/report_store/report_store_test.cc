#include "storage/report_store/report_store.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/report_reader.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;

constexpr absl::CivilDay kWeek(2026, 11, 18);

class ReportStoreTest : public ::testing::Test {
 protected:
  ReportStoreTest()
      : directory_(std::filesystem::path(::testing::TempDir()) /
                   ::testing::UnitTest::GetInstance()->current_test_info()->name()),
        path_(directory_ / "reports.db") {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directory(directory_);
  }

  std::unique_ptr<ReportStore> Open(const ReportStore::Options& options = {}) {
    absl::StatusOr<std::unique_ptr<ReportStore>> store = ReportStore::Open(path_, options);
    EXPECT_THAT(store, IsOk());
    return store.ok() ? *std::move(store) : nullptr;
  }

  int64_t StoredReports(absl::CivilDay week = kWeek) {
    absl::StatusOr<ReportReader> reader = ReportReader::Open(path_);
    if (!reader.ok()) return -1;
    return reader->Count(week).value_or(-1);
  }

  const std::filesystem::path directory_;
  const std::string path_;
};

// Holds a store's committing thread in a callback, so that reports put meanwhile queue up.
class BusyCommitter {
 public:
  explicit BusyCommitter(ReportStore& store) {
    store.Put(absl::CivilDay(1970, 1, 1), 0.5, "{}", [this](const absl::Status&) {
      started_.set_value();
      released_.get_future().wait();
    });
    started_.get_future().wait();
  }
  void Release() { released_.set_value(); }

 private:
  std::promise<void> started_;
  std::promise<void> released_;
};

TEST_F(ReportStoreTest, StoresNothingBeyondItsRoom) {
  const std::unique_ptr<ReportStore> store = Open({.room = {.max_bytes = 300 << 10}});
  EXPECT_THAT(store->CheckRoom(), IsOk());
  EXPECT_THAT(store->PutAndWait(kWeek, 0.25, std::string(300 << 10, 'x')), IsOk());
  EXPECT_THAT(store->CheckRoom(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr(path_)));
  EXPECT_THAT(store->PutAndWait(kWeek, 0.5, "{}"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("may have")));
  EXPECT_EQ(StoredReports(), 1);
}

TEST_F(ReportStoreTest, KeepsTheFirstFormOfAReportThatComesInAnother) {
  const std::unique_ptr<ReportStore> store =
      Open({.is_same = [](absl::string_view stored, absl::string_view offered) {
        return stored.substr(0, 8) == offered.substr(0, 8);
      }});
  EXPECT_THAT(store->PutAndWait(kWeek, 0.25, R"({"X":0.25})"), IsOk());
  EXPECT_THAT(store->PutAndWait(kWeek, 0.25, R"({"X":0.25,"Programs":[]})"), IsOk());
  EXPECT_THAT(store->PutAndWait(kWeek, 0.25, R"({"Y":0.25})"),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(StoredReports(), 1);
  EXPECT_THAT(ReportReader::Open(path_)->ForEach(kWeek,
                                                 [](absl::string_view json) {
                                                   EXPECT_EQ(json, R"({"X":0.25})");
                                                   return absl::OkStatus();
                                                 }),
              IsOk());
}

TEST_F(ReportStoreTest, KeepsReportsAcrossReopening) {
  ASSERT_THAT(Open()->PutAndWait(kWeek, 0.25, R"({"X":0.25})"), IsOk());
  ASSERT_THAT(Open()->PutAndWait(kWeek, 0.75, R"({"X":0.75})"), IsOk());
  EXPECT_EQ(StoredReports(), 2);
}

TEST_F(ReportStoreTest, TakesTheSameReportAgainAsASuccess) {
  const std::unique_ptr<ReportStore> store = Open();
  EXPECT_THAT(store->PutAndWait(kWeek, 0.25, "{}"), IsOk());
  EXPECT_THAT(store->PutAndWait(kWeek, 0.25, "{}"), IsOk());
  EXPECT_EQ(StoredReports(), 1);
}

TEST_F(ReportStoreTest, RefusesAnotherReportUnderAKeyThatIsTaken) {
  const std::unique_ptr<ReportStore> store = Open();
  EXPECT_THAT(store->PutAndWait(kWeek, 0.25, R"({"a":1})"), IsOk());
  EXPECT_THAT(store->PutAndWait(kWeek, 0.25, R"({"a":2})"),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("0.25")));
  EXPECT_THAT(store->PutAndWait(kWeek + 1, 0.25, R"({"a":2})"), IsOk());
  EXPECT_EQ(StoredReports(), 1);
}

TEST_F(ReportStoreTest, CommitsEverythingThatIsQueuedAtOnce) {
  const std::unique_ptr<ReportStore> store = Open();
  BusyCommitter committer(*store);
  std::promise<int64_t> stored_at_first_callback;
  store->Put(kWeek, 0.001, "{}",
             [&](const absl::Status&) { stored_at_first_callback.set_value(StoredReports()); });
  for (int i = 2; i <= 100; ++i) store->Put(kWeek, i / 1000.0, "{}", [](absl::Status) {});
  committer.Release();
  EXPECT_EQ(stored_at_first_callback.get_future().get(), 100);
}

TEST_F(ReportStoreTest, CommitsAVeryLongQueueInParts) {
  constexpr int kReports = 5000;
  std::unique_ptr<ReportStore> store = Open();
  int64_t stored_at_first_callback = 0;
  int succeeded = 0;
  {
    BusyCommitter committer(*store);
    store->Put(kWeek, 0.9, "{}",
               [&](const absl::Status&) { stored_at_first_callback = StoredReports(); });
    for (int i = 1; i < kReports; ++i) {
      store->Put(kWeek, i / 10000.0, "{}", [&](const absl::Status& s) { succeeded += s.ok(); });
    }
    committer.Release();
    store.reset();
  }
  EXPECT_GT(stored_at_first_callback, 1);
  EXPECT_LT(stored_at_first_callback, kReports);
  EXPECT_EQ(succeeded, kReports - 1);
  EXPECT_EQ(StoredReports(), kReports);
}

TEST_F(ReportStoreTest, JudgesEachReportOfACommitByItself) {
  const std::unique_ptr<ReportStore> store = Open();
  BusyCommitter committer(*store);
  std::vector<absl::Status> results;
  std::promise<void> finished;
  const auto note = [&](absl::Status status) { results.push_back(std::move(status)); };
  store->Put(kWeek, 0.5, R"({"a":1})", note);
  store->Put(kWeek, 0.5, R"({"a":2})", note);
  store->Put(kWeek, 0.5, R"({"a":1})", note);
  store->Put(kWeek, 0.6, "{}", [&](absl::Status status) {
    note(std::move(status));
    finished.set_value();
  });
  committer.Release();
  finished.get_future().wait();
  EXPECT_THAT(results, ::testing::ElementsAre(IsOk(), StatusIs(absl::StatusCode::kAlreadyExists),
                                              IsOk(), IsOk()));
}

TEST_F(ReportStoreTest, RefusesWhatExceedsTheQueue) {
  const std::unique_ptr<ReportStore> by_number = Open({.max_queued_reports = 1});
  BusyCommitter committer(*by_number);
  by_number->Put(kWeek, 0.1, "{}", [](absl::Status) {});
  EXPECT_THAT(by_number->PutAndWait(kWeek, 0.2, "{}"),
              StatusIs(absl::StatusCode::kResourceExhausted));
  committer.Release();

  const std::unique_ptr<ReportStore> by_size = Open({.max_queued_bytes = 10});
  EXPECT_THAT(by_size->PutAndWait(kWeek, 0.3, std::string(10, ' ')), IsOk());
  EXPECT_THAT(by_size->PutAndWait(kWeek, 0.4, std::string(11, ' ')),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(ReportStoreTest, CommitsWhatIsQueuedBeforeItCloses) {
  std::unique_ptr<ReportStore> store = Open();
  BusyCommitter committer(*store);
  std::atomic<int> succeeded = 0;
  for (int i = 1; i <= 50; ++i) {
    store->Put(kWeek, i / 100.0, "{}", [&](const absl::Status& s) { succeeded += s.ok(); });
  }
  committer.Release();
  store.reset();
  EXPECT_EQ(succeeded, 50);
  EXPECT_EQ(StoredReports(), 50);
}

TEST_F(ReportStoreTest, StoresFromManyThreadsAndTwoConnections) {
  const std::unique_ptr<ReportStore> first = Open();
  const std::unique_ptr<ReportStore> second = Open();
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      ReportStore& store = t % 2 == 0 ? *first : *second;
      // Two threads put every report.
      for (int i = 1; i <= 50; ++i) {
        failed += !store.PutAndWait(kWeek, i + t / 2 * 1000, absl::StrCat(i)).ok();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(StoredReports(), 100);
}

TEST_F(ReportStoreTest, LetsOnlyItsOwnerReadTheFiles) {
  const std::unique_ptr<ReportStore> store = Open();
  ASSERT_THAT(store->PutAndWait(kWeek, 0.5, "{}"), IsOk());
  std::vector<int> modes;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    struct stat info;
    ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
    modes.push_back(info.st_mode & 0777);
  }
  EXPECT_THAT(modes, AllOf(::testing::SizeIs(3), Each(0600)));
}

TEST_F(ReportStoreTest, RefusesAFileThatIsNotAStore) {
  std::ofstream(path_) << std::string(10000, 'x');
  EXPECT_THAT(ReportStore::Open(path_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
}

TEST_F(ReportStoreTest, RefusesAMissingDirectory) {
  EXPECT_THAT(ReportStore::Open(directory_.string() + "/none/reports.db"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none/reports.db")));
}

TEST_F(ReportStoreTest, DoesNotFollowASymbolicLink) {
  std::filesystem::create_symlink(directory_ / "elsewhere", path_);
  EXPECT_THAT(ReportStore::Open(path_),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr(path_)));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "elsewhere"));
}

TEST_F(ReportStoreTest, IsUnavailableWhileTooManyFilesAreOpen) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none = {0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const absl::Status status = ReportStore::Open(path_).status();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, HasSubstr(path_)));
}

// Keeps files of this process from growing beyond a limit: to the store, the disk is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t max_file_bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {max_file_bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
};

TEST_F(ReportStoreTest, AcknowledgesNothingThatDoesNotFitTheDisk) {
  const std::unique_ptr<ReportStore> store = Open();
  ASSERT_THAT(store->PutAndWait(kWeek, 0.1, "{}"), IsOk());
  {
    const FullDisk disk(200'000);
    const absl::Status status = store->PutAndWait(kWeek, 0.2, std::string(400'000, ' '));
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
  }
  EXPECT_EQ(StoredReports(), 1);
  EXPECT_THAT(store->PutAndWait(kWeek, 0.2, std::string(400'000, ' ')), IsOk());
  EXPECT_EQ(StoredReports(), 2);
}

}  // namespace
}  // namespace telemetry
