// Which connections a listener has, and which one goes if there is no room for another.
//
//   ConnectionTable table({.max_connections = 4096, .max_of_source = 512});
//   const std::optional<int> evicted = table.Add(fd, SourceOf(address, key));
//
// If a source has its share, its own oldest connection goes; if the table is full, the oldest one of
// the source with the most connections. An uploader is done in seconds, so the oldest connection is
// the one that is least likely to be one.
//
// A source is a keyed hash of an address's network, 24 bits of IPv4 or 48 of IPv6. The key is drawn
// at random when the process starts, and a source is forgotten with its last connection. No address
// is kept.
//
// Thread-compatible.

#ifndef UPLOAD_COLLECTOR_CONNECTIONS_CONNECTION_TABLE_H_
#define UPLOAD_COLLECTOR_CONNECTIONS_CONNECTION_TABLE_H_

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "absl/container/flat_hash_map.h"

namespace telemetry::upload_internal {

using ConnectionSource = uint64_t;

// The source of a peer's address.
ConnectionSource SourceOf(const sockaddr_storage& address, uint64_t key);

class ConnectionTable {
 public:
  struct Limits {
    size_t max_connections;
    size_t max_of_source;
  };

  // Both limits must be at least 1.
  explicit ConnectionTable(const Limits& limits) : limits_(limits) {}

  // Adds a connection, which must not be in the table. Returns the one that was removed for it.
  std::optional<int> Add(int connection, ConnectionSource source);
  // Does nothing if there is no such connection.
  void Remove(int connection);

  size_t size() const { return connections_.size(); }

 private:
  struct Connection {
    ConnectionSource source;
    uint64_t number;
  };
  // Connections in the order of their arrival.
  using OfSource = std::map<uint64_t, int>;

  // The oldest connection of the source that has the most.
  int OldestOfLargest() const;

  const Limits limits_;
  uint64_t next_number_ = 0;
  absl::flat_hash_map<int, Connection> connections_;
  absl::flat_hash_map<ConnectionSource, OfSource> sources_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_CONNECTIONS_CONNECTION_TABLE_H_
