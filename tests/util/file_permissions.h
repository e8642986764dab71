// Lets a test see what happens where it may not read or write, even if root runs it.

#ifndef TESTS_UTIL_FILE_PERMISSIONS_H_
#define TESTS_UTIL_FILE_PERMISSIONS_H_

namespace telemetry {

// From now on the calling thread, and anything it starts, must respect file permissions even if
// root runs it: it gives up the capabilities to bypass them. Call this in a child
// (child_process.h), since there is no way back.
void RespectFilePermissions();

}  // namespace telemetry

#endif  // TESTS_UTIL_FILE_PERMISSIONS_H_
