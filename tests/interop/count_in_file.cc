// Counts in another program's counter file, as if it were that program:
//
//   count_in_file FILE NAME=TIMES...
//
// It increments each counter NAME that many times from four threads. Exit status 1 if the file
// cannot be opened or a counter cannot be added.

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/counter_file/counter_file.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_identity.h"
#include "storage/counter_file/counter_file_metadata.h"
#include "storage/counter_file/counter_file_parser.h"

namespace {

constexpr int kThreads = 4;

int64_t DaysSinceEpoch(absl::Time time) { return absl::ToUnixSeconds(time) / (24 * 60 * 60); }

absl::StatusOr<telemetry::CounterFileMetadata> ReadMetadata(const std::string& path) {
  const absl::StatusOr<telemetry::v1::CounterFile> file = telemetry::ReadCounterFile(path);
  if (!file.ok()) return file.status();
  return telemetry::GetMetadata(*file, path);
}

// Looks up each name in each thread, so that threads and processes add the same names at once.
bool Count(telemetry::CounterFile& file, const std::vector<std::pair<std::string, int>>& names,
           int thread) {
  for (const auto& [name, times] : names) {
    std::atomic<uint64_t>* const cell = file.FindOrAdd(name);
    if (cell == nullptr) return false;
    for (int i = thread; i < times; i += kThreads) cell->fetch_add(1, std::memory_order_relaxed);
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const std::string path = argv[1];
  std::vector<std::pair<std::string, int>> names;
  for (int i = 2; i < argc; ++i) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(argv[i], absl::MaxSplits('=', 1));
    int times = 0;
    if (!absl::SimpleAtoi(parts.second, &times)) {
      std::cerr << argv[i] << " is not NAME=TIMES\n";
      return 2;
    }
    names.emplace_back(parts.first, times);
  }

  const auto metadata = ReadMetadata(path);
  if (!metadata.ok()) {
    std::cerr << metadata.status() << "\n";
    return 1;
  }
  const telemetry::CounterFileResult opened = telemetry::CounterFile::OpenOrCreate(
      path.c_str(), {.build = metadata->build(),
                     .begin_day = DaysSinceEpoch(metadata->time_begin),
                     .end_day = DaysSinceEpoch(metadata->time_end)});
  if (opened.file == nullptr) {
    std::cerr << "cannot open " << path << ": error " << static_cast<int>(opened.error) << "\n";
    return 1;
  }
  std::atomic<bool> failed{false};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      if (!Count(*opened.file, names, thread)) failed = true;
    });
  }
  for (std::thread& thread : threads) thread.join();
  return failed ? 1 : 0;
}
