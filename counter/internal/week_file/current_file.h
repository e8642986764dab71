// The counter file that this process counts into.

#ifndef COUNTER_INTERNAL_WEEK_FILE_CURRENT_FILE_H_
#define COUNTER_INTERNAL_WEEK_FILE_CURRENT_FILE_H_

#include <atomic>

#include "storage/counter_file/counter_file.h"

namespace telemetry {
namespace counter_internal {

// Null before Open() and while no file is available. A file is published here after it is mapped,
// and stays mapped forever.
//
// Sequentially consistent on both sides: see SettlementSteps::CurrentFile() in counter.cc.
extern constinit std::atomic<CounterFile*> current_file;

// Called with each file after it is published there; null if nobody wants to know. Sequentially
// consistent as well: whoever sets it and then reads current_file misses no file.
extern constinit std::atomic<void (*)(CounterFile& file)> on_new_file;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_WEEK_FILE_CURRENT_FILE_H_
