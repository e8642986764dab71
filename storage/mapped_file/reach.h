// Whether bytes of a counter file can be touched through this process's mapping of it.

#ifndef STORAGE_MAPPED_FILE_REACH_H_
#define STORAGE_MAPPED_FILE_REACH_H_

namespace telemetry::storage_internal {

enum class Reach {
  kYes,
  kBeyondFile,    // the file ends before
  kBeyondWindow,  // the file has them, but this process cannot touch them
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_MAPPED_FILE_REACH_H_
