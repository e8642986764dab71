// The address of a server: a host and a port.
//
//   std::optional<HostPort> collector = ParseHostPort("Stats.Example.com", kTlsPort);
//   collector->ToString();   // "stats.example.com:443"
//   collector->host();       // "stats.example.com"
//
// Programs that count name their collector with it: no absl::Status, no exceptions. Immutable and
// thread-safe.

#ifndef STORAGE_HOST_PORT_H_
#define STORAGE_HOST_PORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace telemetry {

inline constexpr uint16_t kTlsPort = 443;

// A host is a name, an IPv4 address, or an IPv6 address in brackets. It is spelled in lower case,
// an IPv6 address in its shortest form, so that equal text means an equal address. Ordered by text.
class HostPort {
 public:
  // Without the brackets of an IPv6 address. Empty only in a result of ParseListenAddress().
  const std::string& host() const { return host_; }
  uint16_t port() const { return port_; }

  // HOST:PORT, with the brackets of an IPv6 address.
  std::string ToString() const;

  // Whether this is certainly the machine itself: "localhost", 127.0.0.0/8 or [::1]. Names are not
  // resolved.
  bool IsLoopback() const;

  friend bool operator==(const HostPort&, const HostPort&) = default;
  friend auto operator<=>(const HostPort&, const HostPort&) = default;

 private:
  friend std::optional<HostPort> ParseHostPort(absl::string_view, std::optional<uint16_t>);
  friend std::optional<HostPort> ParseListenAddress(absl::string_view);
  HostPort(std::string host, uint16_t port) : host_(std::move(host)), port_(port) {}

  std::string host_;
  uint16_t port_;
};

// Parses HOST:PORT, or HOST alone if there is a `default_port`. Names have labels of letters,
// digits, `-` and `_`, at most 253 bytes in all; an IPv6 address may have a zone, `fe80::1%eth0`; a
// port is 0 to 65535. Empty for anything else.
std::optional<HostPort> ParseHostPort(absl::string_view text,
                                      std::optional<uint16_t> default_port = std::nullopt);

// Parses the address of a collector, as programs and people write it: HOST or HOST:PORT, port 443
// if none is given, or the https URL of a collector, whose path is ignored. Empty for anything
// else, and for port 0 and addresses with a zone, which mean nothing on another machine.
std::optional<HostPort> ParseCollector(absl::string_view text);

// Parses where a server listens: as ParseHostPort(), but with no host, `:8080`, it is every address
// of this machine.
std::optional<HostPort> ParseListenAddress(absl::string_view text);

}  // namespace telemetry

#endif  // STORAGE_HOST_PORT_H_
