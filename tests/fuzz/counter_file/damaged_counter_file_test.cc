// A few thousand ways to damage the files that Go wrote, the same ones in every run: what the
// fuzzer (counter_file_fuzz.cc) would try first, for every test run.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/fuzz/counter_file/counter_file_readers.h"

namespace telemetry {
namespace {

constexpr size_t kRecordUnit = 32;

// Damages a file in random places, mostly where there is something to damage.
class Vandal {
 public:
  explicit Vandal(const std::string& intact) : intact_(intact) {
    for (size_t i = 0; i < intact.size(); ++i) {
      if (intact[i] != '\0') used_.push_back(i);
    }
  }

  // The file after one to three faults.
  std::string Damage() {
    std::string bytes = intact_;
    for (size_t faults = 1 + Below(3); faults > 0; --faults) AddFault(bytes);
    return bytes;
  }

 private:
  // Not a std::uniform_int_distribution, which differs between libraries.
  size_t Below(size_t limit) { return random_() % limit; }

  size_t UsedOffset() { return used_[Below(used_.size())]; }

  void AddFault(std::string& bytes) {
    const size_t offset = UsedOffset();
    switch (Below(8)) {
      case 0:
        bytes.resize(Below(bytes.size() + 1));
        break;
      case 1:
      case 2:
        if (offset < bytes.size()) bytes[offset] ^= static_cast<char>(1 << Below(8));
        break;
      case 3:
      case 4:
        SetWord(bytes, offset / 4 * 4, AnyWord());
        break;
      case 5:
        SwapUnits(bytes, offset / kRecordUnit, UsedOffset() / kRecordUnit);
        break;
      case 6:
        CopyUnit(bytes, offset / kRecordUnit, Below(intact_.size() / kRecordUnit));
        break;
      default:
        bytes.append(Below(20000), static_cast<char>(Below(2)));
        break;
    }
  }

  // An offset or a length: one that occurs elsewhere in the file, or an edge case.
  uint32_t AnyWord() {
    const uint32_t size = static_cast<uint32_t>(intact_.size());
    const uint32_t edges[] = {0, 1, 32, size - 32, size, 0xff000001, 0xffffffff};
    const size_t choice = Below(2 * std::size(edges));
    if (choice < std::size(edges)) return edges[choice];
    uint32_t word = 0;
    const size_t offset = std::min(UsedOffset() / 4 * 4, intact_.size() - sizeof word);
    std::memcpy(&word, intact_.data() + offset, sizeof word);
    return word;
  }

  static void SetWord(std::string& bytes, size_t offset, uint32_t word) {
    if (offset + sizeof word <= bytes.size()) {
      std::memcpy(bytes.data() + offset, &word, sizeof word);
    }
  }

  static void SwapUnits(std::string& bytes, size_t a, size_t b) {
    if ((std::max(a, b) + 1) * kRecordUnit > bytes.size()) return;
    for (size_t i = 0; i < kRecordUnit; ++i) {
      std::swap(bytes[a * kRecordUnit + i], bytes[b * kRecordUnit + i]);
    }
  }

  static void CopyUnit(std::string& bytes, size_t from, size_t to) {
    if ((std::max(from, to) + 1) * kRecordUnit > bytes.size()) return;
    std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(from * kRecordUnit), kRecordUnit,
                bytes.begin() + static_cast<ptrdiff_t>(to * kRecordUnit));
  }

  const std::string intact_;
  std::vector<size_t> used_;
  std::mt19937 random_{20261118};
};

std::string Contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class DamagedCounterFileTest : public ::testing::TestWithParam<const char*> {};

TEST_P(DamagedCounterFileTest, IsReadAsTheNaiveReaderReadsIt) {
  const std::string intact = Contents(std::string("tests/golden/counter_files/") + GetParam());
  ASSERT_TRUE(CompareCounterFileReaders(intact).accepted);
  const int tries = intact.size() > 100000 ? 150 : 700;
  Vandal vandal(intact);
  int accepted = 0;
  for (int i = 0; i < tries; ++i) {
    const Comparison comparison = CompareCounterFileReaders(vandal.Damage());
    ASSERT_EQ(comparison.difference, "") << "at try " << i;
    accepted += comparison.accepted;
  }
  // Some damage is noticed and some is not.
  RecordProperty("accepted", accepted);
  EXPECT_GT(accepted, tries / 20);
  EXPECT_LT(accepted, tries - tries / 20);
}

INSTANTIATE_TEST_SUITE_P(GoldenFiles, DamagedCounterFileTest,
                         ::testing::Values("concurrent.v1.count", "empty.v1.count", "many.v1.count",
                                           "maxlen.v1.count", "saturate.v1.count",
                                           "simple.v1.count", "stacks.v1.count"));

}  // namespace
}  // namespace telemetry
