#include "counter/internal/current_file.h"

#include <atomic>

namespace telemetry {
namespace internal {

constinit std::atomic<CounterFile*> current_file{nullptr};

}  // namespace internal
}  // namespace telemetry
