// The names of counter files.

#ifndef COUNTER_INTERNAL_WEEK_FILE_FILE_NAME_H_
#define COUNTER_INTERNAL_WEEK_FILE_FILE_NAME_H_

#include <string>

#include "storage/counter_file/counter_file_identity.h"

namespace telemetry {
namespace counter_internal {

// The file of a program and week, such as
// "wordcount.5f3a9c01@v1.2.3-gcc12.2.0-linux-amd64-2026-11-13.v1.count".
//
// It is Go's name with a hash of the whole identity after the program's last path element: Go gives
// two programs that share that element the same name, and the second one then cannot count.
// Characters that a file system may not accept are replaced, and long parts are cut; the hash keeps
// such names distinct too. `attempt` varies the hash, in case another program has the name all the
// same.
std::string CounterFileName(const CounterFileIdentity& identity, int attempt);

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_WEEK_FILE_FILE_NAME_H_
