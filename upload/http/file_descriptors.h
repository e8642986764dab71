// Raises the limit of file descriptors, of which each connection needs one.
//
//   RaiseFileDescriptorLimit();  // at the start of a server's process

#ifndef UPLOAD_HTTP_FILE_DESCRIPTORS_H_
#define UPLOAD_HTTP_FILE_DESCRIPTORS_H_

#include <cstddef>

namespace telemetry {

// Raises this process's limit of open files as far as the system allows, and returns it. Login
// shells start programs with 1024, fewer than the connections that a server accepts. Thread-safe.
size_t RaiseFileDescriptorLimit();

}  // namespace telemetry

#endif  // UPLOAD_HTTP_FILE_DESCRIPTORS_H_
