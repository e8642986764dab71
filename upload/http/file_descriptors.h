// Room for many connections, each of which is a file descriptor.
//
//   RaiseFileDescriptorLimit();  // at the start of a server's process

#ifndef UPLOAD_HTTP_FILE_DESCRIPTORS_H_
#define UPLOAD_HTTP_FILE_DESCRIPTORS_H_

#include <cstddef>

namespace telemetry {

// Lets this process open as many files as the system allows it to, and returns how many that are.
// Login shells start programs with 1024, which is less than the connections that a server takes.
// Thread-safe.
size_t RaiseFileDescriptorLimit();

}  // namespace telemetry

#endif  // UPLOAD_HTTP_FILE_DESCRIPTORS_H_
