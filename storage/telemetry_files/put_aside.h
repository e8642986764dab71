// Puts a damaged file aside, so that its name is free and nothing of it is lost.
//
//   const int error_number = PutAside(dir.ready_report_path(day));
//
// For programs that count: no absl::Status. Thread-safe.

#ifndef STORAGE_TELEMETRY_FILES_PUT_ASIDE_H_
#define STORAGE_TELEMETRY_FILES_PUT_ASIDE_H_

#include <string>

namespace telemetry {

// How many files of one name are kept.
inline constexpr int kMaxPutAside = 100;

// Renames the file at `path` to NAME.corrupt or, where files of that name were put aside before, to
// 2.NAME.corrupt, 3.NAME.corrupt and so on. Returns 0 or errno: EEXIST, with the file where it was, if
// kMaxPutAside of them are there, which the upload run removes once they are old.
int PutAside(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_TELEMETRY_FILES_PUT_ASIDE_H_
