#include "tests/fuzz/naive_counter_file.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace telemetry {
namespace {

// Thrown where the bytes violate the format; in test code, an exception reads better.
struct Damaged {};

void Require(bool condition) {
  if (!condition) throw Damaged();
}

uint64_t Number(const std::string& bytes, uint64_t offset, int width) {
  Require(offset + width <= bytes.size());
  uint64_t number = 0;
  for (int i = 0; i < width; ++i) {
    number += uint64_t{static_cast<unsigned char>(bytes[offset + i])} << (8 * i);
  }
  return number;
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
  // Any number of "Key: value\n", then an empty line; so the last two of the lines are empty.
  std::vector<std::string> lines = Lines(text);
  Require(lines.size() >= 2 && lines.back().empty());
  lines.pop_back();
  Require(lines.back().empty());
  lines.pop_back();
  std::map<std::string, std::string> meta;
  for (const std::string& line : lines) {
    const size_t colon = line.find(": ");
    Require(colon != std::string::npos);
    Require(meta.emplace(line.substr(0, colon), line.substr(colon + 2)).second);
  }
  return meta;
}

uint64_t ChainOf(const std::string& name) {
  uint32_t hash = 2166136261u;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 16777619u;
  }
  return (hash ^ (hash >> 16)) % 512;
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

NaiveCounterFile Read(const std::string& bytes) {
  NaiveCounterFile file;
  Require(bytes.size() >= 16384);
  const std::string prefix = "# telemetry/counter file v1\n";
  Require(bytes.substr(0, prefix.size()) == prefix);
  const uint64_t header = Number(bytes, 28, 4);
  Require(32 <= header && header <= bytes.size());
  std::string text = bytes.substr(32, header - 32);
  while (!text.empty() && text.back() == '\0') text.pop_back();
  Require(text.find('\0') == std::string::npos);
  Require(text.size() <= 512 && header == NextMultipleOf32(32 + text.size()));
  file.meta = Metadata(text);

  const uint64_t table = header + 4;
  for (uint64_t chain = 0; chain < 512; ++chain) {
    uint64_t record = Number(bytes, table + 4 * chain, 4);
    while (record != 0) {
      Require(record >= table + 2048 && record % 32 == 0);
      const uint64_t length_word = Number(bytes, record + 8, 4);
      Require(length_word >> 24 == 0xff);
      const uint64_t length = length_word & 0xffffff;
      Require(1 <= length && length <= 4096);
      const uint64_t end = NextMultipleOf32(record + 16 + length);
      Require(end <= bytes.size() && record / 16384 == end / 16384);
      const std::string name = bytes.substr(record + 16, length);
      Require(ChainOf(name) == chain);
      Require(file.count.emplace(Decoded(name), Number(bytes, record, 8)).second);
      record = Number(bytes, record + 12, 4);
    }
  }
  return file;
}

}  // namespace

std::optional<NaiveCounterFile> ReadNaively(const std::string& bytes) {
  try {
    return Read(bytes);
  } catch (const Damaged&) {
    return std::nullopt;
  }
}

}  // namespace telemetry
