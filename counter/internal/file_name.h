// The names of counter files.

#ifndef COUNTER_INTERNAL_FILE_NAME_H_
#define COUNTER_INTERNAL_FILE_NAME_H_

#include <string>

#include "storage/counter_file_identity.h"

namespace telemetry {
namespace internal {

// The file of a program and week, such as
// "wordcount.5f3a9c01@v1.2.3-gcc12.2.0-linux-amd64-2026-11-13.v1.count".
//
// It is Go's name with a hash of the whole identity behind the program's last path element: Go
// gives two programs that share that element one name, and the second of them then cannot count.
// What a file system may not take is replaced, and long parts are cut; the hash tells such names
// apart too. `attempt` varies the hash, for the case that another program has the name all the
// same.
std::string CounterFileName(const CounterFileIdentity& identity, int attempt);

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_FILE_NAME_H_
