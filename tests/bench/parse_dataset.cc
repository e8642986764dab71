// Parses each line of a dataset with simdjson in two threads and does nothing with it: what reading
// a dataset costs at least.
//
//   parse_dataset FILE     prints the seconds that it took, reading the file included

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>

#include "simdjson.h"

namespace {

constexpr size_t kPieceBytes = size_t{256} << 10;

// Parses the lines that begin in [begin, end) of a file; whether all could be.
bool Parse(const std::string& path, int64_t begin, int64_t end) {
  std::ifstream file(path, std::ios::binary);
  // One byte earlier, to see whether a line begins at `begin`.
  int64_t offset = std::max<int64_t>(begin - 1, 0);
  file.seekg(offset);
  std::string unread;
  bool is_first = begin > 0;
  simdjson::dom::parser parser;
  std::string buffer(kPieceBytes, '\0');
  while (offset < end && file.read(buffer.data(), kPieceBytes).gcount() > 0) {
    unread.append(buffer, 0, static_cast<size_t>(file.gcount()));
    const size_t size = unread.size();
    unread.resize(size + simdjson::SIMDJSON_PADDING);
    const char* line = unread.data();
    const char* const limit = line + size;
    while (const auto* newline = static_cast<const char*>(
               std::memchr(line, '\n', static_cast<size_t>(limit - line)))) {
      const auto bytes = static_cast<size_t>(newline - line);
      if (!is_first && offset < end && parser.parse(line, bytes, false).error()) return false;
      is_first = false;
      offset += static_cast<int64_t>(bytes) + 1;
      line = newline + 1;
    }
    unread.assign(line, limit);
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: parse_dataset FILE\n";
    return 2;
  }
  const std::string path = argv[1];
  const auto size = static_cast<int64_t>(std::filesystem::file_size(path));
  const auto start = std::chrono::steady_clock::now();
  std::atomic<bool> ok = true;
  const auto parse = [&](int64_t begin, int64_t end) {
    if (!Parse(path, begin, end)) ok = false;
  };
  std::thread first(parse, 0, size / 2);
  parse(size / 2, size);
  first.join();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (!ok) {
    std::cerr << path << ": not JSON\n";
    return 1;
  }
  std::cout << seconds.count() << "\n";
  return 0;
}
