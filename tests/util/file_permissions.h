// Lets a test see what happens where it may not read or write, also if root runs it.

#ifndef TESTS_UTIL_FILE_PERMISSIONS_H_
#define TESTS_UTIL_FILE_PERMISSIONS_H_

namespace telemetry {

// From now on the calling thread, and what it starts, must respect the permissions of files, even if
// it is root's: it gives up the capabilities not to. To be called in a child (child_process.h), as
// there is no way back.
void RespectFilePermissions();

}  // namespace telemetry

#endif  // TESTS_UTIL_FILE_PERMISSIONS_H_
