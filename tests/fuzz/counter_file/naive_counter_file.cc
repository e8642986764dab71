#include "tests/fuzz/counter_file/naive_counter_file.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace telemetry {
namespace {

// Thrown where the bytes violate the format; in test code, an exception reads better.
struct Damaged {};

void Require(bool condition) {
  if (!condition) throw Damaged();
}

uint64_t NextMultipleOf32(uint64_t number) {
  while (number % 32 != 0) ++number;
  return number;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

std::map<std::string, std::string> Metadata(const std::string& text) {
  std::map<std::string, std::string> meta;
  for (const std::string& line : Lines(text)) {
    if (line.empty()) continue;
    const size_t colon = line.find(": ");
    Require(colon != std::string::npos);
    meta[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return meta;
}

std::string Decoded(const std::string& name) {
  std::vector<std::string> lines = Lines(name);
  if (lines.size() == 1) return name;
  std::string path;  // With its dot.
  std::string decoded;
  for (const std::string& line : lines) {
    const size_t dot = line.rfind('.');
    if (dot == std::string::npos || dot == 0) {
      decoded += line;
    } else if (line.substr(0, dot) == "\"") {
      decoded += path + line.substr(dot + 1);
    } else {
      path = line.substr(0, dot + 1);
      decoded += line;
    }
    decoded += '\n';
  }
  decoded.pop_back();  // Between the lines, not after them.
  return decoded;
}

class NaiveReader {
 public:
  explicit NaiveReader(const std::string& bytes) : bytes_(bytes) {}

  NaiveCounterFile Read() {
    Require(bytes_.size() >= 16384);
    const std::string prefix = "# telemetry/counter file v1\n";
    Require(bytes_.substr(0, prefix.size()) == prefix);
    header_ = Number(28, 4);
    Require(32 <= header_ && header_ <= 16384);
    std::string text = bytes_.substr(32, header_ - 32);
    if (text.find('\0') != std::string::npos) text.resize(text.find('\0'));
    file_.meta = Metadata(text);
    for (uint64_t chain = 0; chain < 512; ++chain) {
      uint64_t record = Number(header_ + 4 + 4 * chain, 4);
      while (record != 0 && ReadRecord(record)) record = Number(record + 12, 4);
    }
    file_.header_fits = header_ == NextMultipleOf32(32 + text.size());
    Require(file_.header_fits || file_.left_out == 0);
    return file_;
  }

 private:
  // Beyond the end of the file there are zeros.
  uint64_t Number(uint64_t offset, int width) const {
    uint64_t number = 0;
    for (int i = 0; i < width && offset + i < bytes_.size(); ++i) {
      number += uint64_t{static_cast<unsigned char>(bytes_[offset + i])} << (8 * i);
    }
    return number;
  }

  // False if there is no record here, so that the chain cannot be followed.
  bool ReadRecord(uint64_t record) {
    const uint64_t length = Number(record + 8, 4) % 0x1000000;
    const bool is_record = record >= header_ + 4 && record + 16 <= bytes_.size() && length > 0 &&
                           record + 16 + length <= bytes_.size() && seen_.insert(record).second &&
                           32 * seen_.size() <= bytes_.size();
    if (!is_record) {
      ++file_.left_out;
      return false;
    }
    const std::string name = bytes_.substr(record + 16, length);
    if (file_.count.count(name) > 0) {
      ++file_.left_out;
      return true;
    }
    const std::string decoded = Decoded(name);
    if (decoded_bytes_ + decoded.size() > 64 * 1024 * 1024) {
      ++file_.left_out;
      return true;
    }
    decoded_bytes_ += decoded.size();
    file_.left_out += file_.count.count(decoded);
    file_.count[decoded] = Number(record, 8);
    return true;
  }

  const std::string& bytes_;
  uint64_t header_ = 0;
  std::set<uint64_t> seen_;  // Where records are.
  uint64_t decoded_bytes_ = 0;
  NaiveCounterFile file_;
};

}  // namespace

std::optional<NaiveCounterFile> ReadNaively(const std::string& bytes) {
  try {
    return NaiveReader(bytes).Read();
  } catch (const Damaged&) {
    return std::nullopt;
  }
}

}  // namespace telemetry
