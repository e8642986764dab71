#include "report/testing/telemetry_dir_fixture.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace telemetry::testutil {
namespace {

constexpr size_t kPageBytes = 16384;
constexpr size_t kNumBuckets = 512;

size_t RoundUpTo32(size_t n) { return (n + 31) / 32 * 32; }

void Store(std::string& bytes, size_t offset, uint64_t value, int size) {
  for (int i = 0; i < size; ++i) bytes[offset + i] = static_cast<char>(value >> (8 * i));
}

uint32_t Load32(const std::string& bytes, size_t offset) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[offset + i]);
  return value;
}

size_t BucketOf(absl::string_view name) {
  uint32_t hash = 2166136261;
  for (const char c : name) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619;
  return (hash ^ (hash >> 16)) % kNumBuckets;
}

std::vector<std::string> NamesIn(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string CounterFileBytes(const CounterFileContents& contents) {
  const std::string metadata =
      absl::StrCat("TimeBegin: ", contents.begin, "T00:00:00Z\nTimeEnd: ", contents.end,
                   "T00:00:00Z\nProgram: ", contents.program, "\nVersion: ", contents.version,
                   "\nGoVersion: gcc12.2.0\nGOOS: linux\nGOARCH: amd64\n\n");
  const size_t header = RoundUpTo32(32 + metadata.size());
  std::string bytes = "# telemetry/counter file v1\n";
  bytes.resize(kPageBytes);
  Store(bytes, 28, header, 4);
  bytes.replace(32, metadata.size(), metadata);
  size_t end = RoundUpTo32(header + 4 + 4 * kNumBuckets);
  for (const auto& [name, count] : contents.counts) {
    const size_t record = end;
    end += RoundUpTo32(16 + name.size());
    EXPECT_LT(end, kPageBytes);
    const size_t head = header + 4 + 4 * BucketOf(name);
    Store(bytes, record, count, 8);
    Store(bytes, record + 8, name.size() | 0xff000000u, 4);
    Store(bytes, record + 12, Load32(bytes, head), 4);
    bytes.replace(record + 16, name.size(), name);
    Store(bytes, head, record, 4);
    Store(bytes, header, end, 4);
  }
  return bytes;
}

TelemetryDirFixture::TelemetryDirFixture() : dir_(root_.path()) {
  std::filesystem::create_directory(dir_.local_dir());
  std::filesystem::create_directory(dir_.upload_dir());
}

void TelemetryDirFixture::AddCounterFile(absl::string_view name,
                                         const CounterFileContents& contents) {
  Write(absl::StrCat("local/", name, ".v1.count"), CounterFileBytes(contents));
}

void TelemetryDirFixture::Write(absl::string_view path, absl::string_view contents) {
  const std::filesystem::path full = absl::StrCat(dir_.path(), "/", path);
  std::filesystem::create_directories(full.parent_path());
  std::ofstream file(full, std::ios::binary);
  file << contents;
  EXPECT_TRUE(file.good()) << path;
}

std::string TelemetryDirFixture::Read(absl::string_view path) const {
  std::ifstream file(absl::StrCat(dir_.path(), "/", path), std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::vector<std::string> TelemetryDirFixture::LocalNames() const {
  return NamesIn(dir_.local_dir());
}

std::vector<std::string> TelemetryDirFixture::UploadNames() const {
  return NamesIn(dir_.upload_dir());
}

}  // namespace telemetry::testutil
