// Any bytes as a dataset: reading terminates, and gives the same lines and line numbers for all
// block sizes. Any bytes as the contents of a dataset, plain, gzip or zstd: its lines are those
// that a naive reader finds.

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/dataset/dataset_reader.h"
#include "report/dataset/internal/line_blocks.h"
#include "report/testing/compress.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

using report_internal::DatasetFile;
using report_internal::LineBlocks;

constexpr int kMaxBlockBytes = 64;
// Larger inputs are cut to this size: each is read a dozen times, in very small blocks.
constexpr size_t kMaxInputBytes = 1024;

// A line and its 1-based number.
using NumberedLine = std::pair<int64_t, std::string>;

// A file in memory.
class MemoryFile {
 public:
  explicit MemoryFile(absl::string_view bytes) : fd_(memfd_create("dataset", MFD_CLOEXEC)) {
    Check(write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
          "no file in memory");
  }
  ~MemoryFile() { close(fd_); }
  std::string path() const { return absl::StrCat("/proc/self/fd/", fd_); }

 private:
  const int fd_;
};

absl::StatusOr<std::vector<NumberedLine>> Read(const MemoryFile& file, int64_t block_bytes) {
  const absl::StatusOr<std::vector<DatasetFile>> files =
      report_internal::OpenDatasets({file.path()});
  Check(files.ok(), "the file cannot be opened");
  LineBlocks blocks(*files, block_bytes);
  LineBlocks::Reader reader(blocks);
  std::vector<NumberedLine> found;
  while (reader.Next()) {
    absl::StatusOr<absl::string_view> lines = reader.lines();
    if (!lines.ok()) return lines.status();
    while (!lines->empty()) {
      const absl::string_view line = report_internal::TakeLine(*lines);
      const absl::StatusOr<int64_t> number = reader.NumberOf(line);
      Check(number.ok(), "a line has no number");
      found.emplace_back(*number, line);
    }
  }
  return found;
}

std::vector<NumberedLine> SplitNaively(absl::string_view text) {
  std::vector<NumberedLine> lines;
  std::string line;
  for (const char c : text) {
    if (c != '\n') {
      line += c;
      continue;
    }
    lines.emplace_back(lines.size() + 1, line);
    line.clear();
  }
  if (!line.empty()) lines.emplace_back(lines.size() + 1, line);
  return lines;
}

// The smallest size, the largest, and one that depends on the input: all of them for every input
// would leave time for few inputs.
std::vector<int> BlockSizes(absl::string_view bytes) {
  const size_t sum = std::accumulate(bytes.begin(), bytes.end(), bytes.size());
  return {1, 2 + static_cast<int>(sum % (kMaxBlockBytes - 2)), kMaxBlockBytes};
}

void CheckLines(absl::string_view bytes, const std::vector<NumberedLine>& expected) {
  const MemoryFile file(bytes);
  for (const int block_bytes : BlockSizes(bytes)) {
    const absl::StatusOr<std::vector<NumberedLine>> lines = Read(file, block_bytes);
    Check(lines.ok(), "an intact dataset is refused");
    Check(*lines == expected, "the lines differ from those of a naive reader");
  }
}

// As they may have been published: perhaps compressed, perhaps damaged.
void CheckBytes(absl::string_view bytes) {
  const MemoryFile file(bytes);
  const absl::StatusOr<std::vector<NumberedLine>> whole = Read(file, kMaxBlockBytes);
  Check(whole.ok() || absl::IsDataLoss(whole.status()), "an error that is not documented");
  for (const int block_bytes : BlockSizes(bytes)) {
    const absl::StatusOr<std::vector<NumberedLine>> lines = Read(file, block_bytes);
    Check(lines.status().code() == whole.status().code(), "the block size decides about the error");
    Check(!lines.ok() || *lines == *whole, "the block size decides about the lines");
  }
}

bool LooksCompressed(absl::string_view text) {
  return absl::StartsWith(text, "\x1f\x8b") || absl::StartsWith(text, "\x28\xb5\x2f\xfd");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(reinterpret_cast<const char*>(data),
                          std::min(size, telemetry::kMaxInputBytes));
  const auto expected = telemetry::SplitNaively(input);
  telemetry::CheckBytes(input);
  if (!telemetry::LooksCompressed(input)) telemetry::CheckLines(input, expected);
  telemetry::CheckLines(telemetry::testutil::Gzip(input), expected);
  telemetry::CheckLines(telemetry::testutil::Zstd(input), expected);
  return 0;
}
