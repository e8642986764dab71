#include "storage/files/temporary_name.h"

#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <string>

namespace telemetry {

std::string TemporaryName(const std::string& path) {
  // Relaxed: it only matters that each number occurs once.
  static constinit std::atomic<uint64_t> sequence{0};
  return path + '.' + std::to_string(getpid()) +
         std::to_string(sequence.fetch_add(1, std::memory_order_relaxed)) + ".tmp";
}

}  // namespace telemetry
