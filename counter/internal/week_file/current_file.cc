#include "counter/internal/week_file/current_file.h"

#include <atomic>

namespace telemetry {
namespace counter_internal {

constinit std::atomic<CounterFile*> current_file{nullptr};
constinit std::atomic<void (*)(CounterFile& file)> on_new_file{nullptr};

}  // namespace counter_internal
}  // namespace telemetry
