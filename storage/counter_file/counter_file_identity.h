// Whose counts a counter file holds: the metadata of its header (counter_file_format.md).

#ifndef STORAGE_COUNTER_FILE_COUNTER_FILE_IDENTITY_H_
#define STORAGE_COUNTER_FILE_COUNTER_FILE_IDENTITY_H_

#include <cstdint>
#include <string>

#include "storage/counter_file/program_build.h"

namespace telemetry {

// No text may contain a newline. Views: the strings must outlive the identity.
struct CounterFileIdentity {
  ProgramBuild build;
  // Days since 1970-01-01, UTC. Counts are made from begin_day (inclusive) to end_day (exclusive).
  int64_t begin_day = 0;
  int64_t end_day = 0;
};

// The metadata text: one line per field, with Go's keys in Go's order, then an empty line.
std::string EncodeMetadata(const CounterFileIdentity& identity);

}  // namespace telemetry

#endif  // STORAGE_COUNTER_FILE_COUNTER_FILE_IDENTITY_H_
