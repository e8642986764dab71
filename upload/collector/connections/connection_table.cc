#include "upload/collector/connections/connection_table.h"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "absl/strings/string_view.h"

namespace telemetry::upload_internal {
namespace {

constexpr size_t kIpv4NetworkBytes = 3;
constexpr size_t kIpv6NetworkBytes = 6;

// A mixing function of 64 bits (splitmix64's).
uint64_t Mixed(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

// The network's bytes as a number, the family in front.
uint64_t NetworkOf(const sockaddr_storage& address) {
  std::array<unsigned char, sizeof(in6_addr)> bytes = {};
  size_t size = 0;
  if (address.ss_family == AF_INET) {
    memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in&>(address).sin_addr, sizeof(in_addr));
    size = kIpv4NetworkBytes;
  } else if (address.ss_family == AF_INET6) {
    const in6_addr& ip = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&ip)) {
      memcpy(bytes.data(), ip.s6_addr + 12, sizeof(in_addr));
      size = kIpv4NetworkBytes;
    } else {
      memcpy(bytes.data(), ip.s6_addr, sizeof ip);
      size = kIpv6NetworkBytes;
    }
  }
  uint64_t network = size;
  for (size_t i = 0; i < size; ++i) network = network << 8 | bytes[i];
  return network;
}

}  // namespace

ConnectionSource SourceOf(const sockaddr_storage& address, uint64_t key) {
  return Mixed(NetworkOf(address) ^ Mixed(key)) ^ key;
}

std::optional<int> ConnectionTable::Add(int connection, ConnectionSource source) {
  std::optional<int> evicted;
  const auto own = sources_.find(source);
  if (own != sources_.end() && own->second.size() >= limits_.max_of_source) {
    evicted = own->second.begin()->second;
  } else if (connections_.size() >= limits_.max_connections) {
    evicted = OldestOfLargest();
  }
  if (evicted.has_value()) Remove(*evicted);
  const uint64_t number = next_number_++;
  connections_[connection] = {.source = source, .number = number};
  sources_[source][number] = connection;
  return evicted;
}

void ConnectionTable::Remove(int connection) {
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  const auto source = sources_.find(found->second.source);
  source->second.erase(found->second.number);
  if (source->second.empty()) sources_.erase(source);
  connections_.erase(found);
}

int ConnectionTable::OldestOfLargest() const {
  const auto largest =
      std::max_element(sources_.begin(), sources_.end(), [](const auto& a, const auto& b) {
        if (a.second.size() != b.second.size()) return a.second.size() < b.second.size();
        return a.second.begin()->first > b.second.begin()->first;  // the older one is larger
      });
  return largest->second.begin()->second;
}

}  // namespace telemetry::upload_internal
