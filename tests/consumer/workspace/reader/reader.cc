// Prints the counts of a counter file: `reader FILE`.

#include <cstdint>
#include <iostream>

#include "storage/counter_file/counter_file_parser.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto file = telemetry::ReadCounterFile(argv[1]);
  if (!file.ok()) {
    std::cerr << file.status() << "\n";
    return 1;
  }
  for (const auto& [name, count] : file->count()) std::cout << name << " " << count << "\n";
}
