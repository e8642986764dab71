// File descriptors, of which a process may have only so many, and each connection needs some.
//
//   const ConnectionLimits limits = ConnectionsFor(RaiseFileDescriptorLimit());

#ifndef UPLOAD_HTTP_FILE_DESCRIPTORS_H_
#define UPLOAD_HTTP_FILE_DESCRIPTORS_H_

#include <cstddef>

namespace telemetry {

// Raises this process's limit of open files as far as the system allows, and returns it. Login
// shells start programs with 1024, fewer than the connections that a server accepts. Thread-safe.
size_t RaiseFileDescriptorLimit();

// This process's limit of open files. Thread-safe.
size_t FileDescriptorLimit();

// The most connections that two servers of one process may have, so that neither the store nor the
// other server ever lacks a descriptor. Pure.
struct ConnectionLimits {
  size_t http;
  size_t grpc;
};
ConnectionLimits ConnectionsFor(size_t descriptors);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_FILE_DESCRIPTORS_H_
