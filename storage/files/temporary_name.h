// Names of files that are being written.

#ifndef STORAGE_FILES_TEMPORARY_NAME_H_
#define STORAGE_FILES_TEMPORARY_NAME_H_

#include <string>

namespace telemetry {

// A name beside `path`, `PATH.<digits>.tmp`, different for each call. It can still be taken, by a
// file that a killed process with the same number, or one in another container, left behind: then
// call again.
std::string TemporaryName(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_FILES_TEMPORARY_NAME_H_
