// A directory for the files of a fuzz target, in memory if the system has such a place: a target runs
// its inputs a thousand times a second, and what it tests flushes to disk.
//
//   static const std::string& directory = FuzzDirectory();
//
// It is not removed: the system clears the place.

#ifndef TESTS_FUZZ_FUZZ_DIRECTORY_H_
#define TESTS_FUZZ_FUZZ_DIRECTORY_H_

#include <stdlib.h>
#include <unistd.h>

#include <string>

#include "tests/fuzz/fuzz_check.h"

namespace telemetry {

// The same one at each call in a process.
inline const std::string& FuzzDirectory() {
  static const std::string& directory = *[] {
    const char* scratch = getenv("TEST_TMPDIR");
    std::string place = scratch == nullptr ? "/tmp" : scratch;
    if (access("/dev/shm", W_OK) == 0) place = "/dev/shm";
    std::string path = place + "/telemetry_fuzz_XXXXXX";
    Check(mkdtemp(path.data()) != nullptr, "no directory for the target's files");
    return new std::string(path);
  }();
  return directory;
}

}  // namespace telemetry

#endif  // TESTS_FUZZ_FUZZ_DIRECTORY_H_
