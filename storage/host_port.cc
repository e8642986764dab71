#include "storage/host_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace telemetry {
namespace {

constexpr size_t kMaxNameBytes = 253;
constexpr size_t kMaxLabelBytes = 63;

bool IsLabel(absl::string_view label) {
  return !label.empty() && label.size() <= kMaxLabelBytes &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

std::optional<std::string> ParseName(absl::string_view name) {
  if (name.size() > kMaxNameBytes) return std::nullopt;
  for (absl::string_view rest = name;;) {
    const size_t dot = rest.find('.');
    if (!IsLabel(rest.substr(0, dot))) return std::nullopt;
    if (dot == absl::string_view::npos) return absl::AsciiStrToLower(name);
    rest.remove_prefix(dot + 1);
  }
}

// `%` and the name of an interface, or nothing.
bool IsZone(absl::string_view zone) {
  if (zone.empty()) return true;
  return zone.size() > 1 && std::all_of(zone.begin() + 1, zone.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' ||
                  c == '_';
         });
}

std::optional<std::string> ParseIpv6(absl::string_view text) {
  const size_t zone = std::min(text.find('%'), text.size());
  in6_addr address;
  char shortest[INET6_ADDRSTRLEN];
  if (!IsZone(text.substr(zone)) ||
      inet_pton(AF_INET6, std::string(text.substr(0, zone)).c_str(), &address) != 1 ||
      inet_ntop(AF_INET6, &address, shortest, sizeof(shortest)) == nullptr) {
    return std::nullopt;
  }
  return shortest + std::string(text.substr(zone));
}

// One to five digits, without a sign or a leading zero.
std::optional<uint16_t> ParsePort(absl::string_view text) {
  if (text.empty() || text.size() > 5 || (text.front() == '0' && text.size() > 1)) {
    return std::nullopt;
  }
  uint32_t port = 0;
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return std::nullopt;
    port = port * 10 + static_cast<uint32_t>(c - '0');
  }
  if (port > UINT16_MAX) return std::nullopt;
  return static_cast<uint16_t>(port);
}

}  // namespace

std::string HostPort::ToString() const {
  const bool is_ipv6 = host_.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host_ + "]" : host_) + ":" + std::to_string(port_);
}

bool HostPort::IsLoopback() const {
  if (host_ == "localhost") return true;
  // inet_pton() accepts only the full dotted form, so "127.1.example.com" is not an address.
  in_addr v4;
  if (inet_pton(AF_INET, host_.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, host_.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

std::optional<HostPort> ParseHostPort(absl::string_view text,
                                      std::optional<uint16_t> default_port) {
  std::optional<std::string> host;
  if (absl::ConsumePrefix(&text, "[")) {
    const size_t end = text.find(']');
    if (end == absl::string_view::npos) return std::nullopt;
    host = ParseIpv6(text.substr(0, end));
    text.remove_prefix(end + 1);
  } else {
    const size_t end = std::min(text.find(':'), text.size());
    host = ParseName(text.substr(0, end));
    text.remove_prefix(end);
  }
  if (absl::ConsumePrefix(&text, ":")) {
    default_port = ParsePort(text);
    text = "";
  }
  if (!host.has_value() || !default_port.has_value() || !text.empty()) return std::nullopt;
  return HostPort(*std::move(host), *default_port);
}

std::optional<HostPort> ParseCollector(absl::string_view text) {
  if (absl::ConsumePrefix(&text, "https://")) text = text.substr(0, text.find_first_of("/?#"));
  std::optional<HostPort> collector = ParseHostPort(text, kTlsPort);
  if (!collector.has_value() || collector->port() == 0) return std::nullopt;
  if (collector->host().find('%') != std::string::npos) return std::nullopt;
  return collector;
}

std::optional<HostPort> ParseListenAddress(absl::string_view text) {
  if (!absl::StartsWith(text, ":")) return ParseHostPort(text);
  const std::optional<uint16_t> port = ParsePort(text.substr(1));
  if (!port.has_value()) return std::nullopt;
  return HostPort("", *port);
}

}  // namespace telemetry
