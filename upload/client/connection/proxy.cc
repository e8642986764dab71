#include "upload/client/connection/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "storage/percent_decoded.h"
#include "storage/quoted.h"

namespace telemetry {
namespace {

constexpr const char* kProxyVariables[] = {"grpc_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                           "ALL_PROXY",  "http_proxy",  "HTTP_PROXY"};
constexpr const char* kNoProxyVariables[] = {"no_grpc_proxy", "no_proxy", "NO_PROXY"};
constexpr uint16_t kHttpPort = 80;

// An address as its bytes, 4 or 16; nothing if `host` is a name.
std::optional<std::string> AddressBytes(const std::string& host) {
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) {
    return std::string(reinterpret_cast<const char*>(&v4), sizeof v4);
  }
  in6_addr v6;
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) {
    return std::string(reinterpret_cast<const char*>(&v6), sizeof v6);
  }
  return std::nullopt;
}

bool SameFirstBits(absl::string_view a, absl::string_view b, uint32_t bits) {
  for (size_t byte = 0; byte < a.size() && bits > 0; ++byte) {
    const uint32_t here = std::min<uint32_t>(bits, 8);
    const int mask = 0xff << (8 - here) & 0xff;
    if (((a[byte] ^ b[byte]) & mask) != 0) return false;
    bits -= here;
  }
  return true;
}

// Whether `host` is in the block of addresses, ADDRESS/BITS.
bool IsInBlock(absl::string_view block, const std::string& host) {
  const size_t slash = block.find('/');
  const auto base = AddressBytes(std::string(block.substr(0, slash)));
  const auto address = AddressBytes(host);
  uint32_t bits;
  return base.has_value() && address.has_value() && base->size() == address->size() &&
         absl::SimpleAtoi(block.substr(slash + 1), &bits) && bits <= 8 * base->size() &&
         SameFirstBits(*base, *address, bits);
}

// Whether an entry without its port names `host`.
bool NamesHost(absl::string_view entry, const std::string& host) {
  if (absl::StrContains(entry, '/')) return IsInBlock(entry, host);
  if (const auto address = AddressBytes(std::string(entry))) return AddressBytes(host) == address;
  (void)(absl::ConsumePrefix(&entry, "*.") || absl::ConsumePrefix(&entry, "."));
  if (entry.empty()) return false;
  const std::string name = absl::AsciiStrToLower(entry);
  return host == name || absl::EndsWith(host, "." + name);
}

bool EntryNames(absl::string_view entry, const HostPort& collector) {
  if (entry == "*") return true;
  // `:PORT` at the end, but not the groups of an IPv6 address without brackets.
  std::string host(entry);
  if (absl::StartsWith(entry, "[") || std::count(entry.begin(), entry.end(), ':') == 1) {
    const size_t colon = entry.rfind(':');
    const size_t bracket = entry.rfind(']');
    if (colon != absl::string_view::npos &&
        (bracket == absl::string_view::npos || colon > bracket)) {
      if (entry.substr(colon + 1) != absl::StrCat(collector.port())) return false;
      host = std::string(entry.substr(0, colon));
    }
    if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
      host = host.substr(1, host.size() - 2);
    }
  }
  return NamesHost(host, collector.host());
}

absl::Status CannotUse(const SetVariable& variable, absl::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat("the proxy that ", variable.name,
                                                    " names cannot be used: ", why,
                                                    "; nothing is sent around it"));
}

absl::StatusOr<Proxy> ParseProxy(const SetVariable& variable) {
  absl::string_view text = variable.value;
  if (const size_t scheme = text.find("://"); scheme != absl::string_view::npos) {
    if (!absl::EqualsIgnoreCase(text.substr(0, scheme), "http")) {
      return CannotUse(variable, absl::StrCat("only http:// is known, not ",
                                              Quoted(text.substr(0, scheme + 3))));
    }
    text.remove_prefix(scheme + 3);
  }
  text = text.substr(0, text.find_first_of("/?#"));
  std::string credentials;
  if (const size_t at = text.rfind('@'); at != absl::string_view::npos) {
    const std::optional<std::string> plain = PercentDecoded(text.substr(0, at));
    if (!plain.has_value()) return CannotUse(variable, "its user or password has a stray %");
    credentials = *plain;
    text.remove_prefix(at + 1);
  }
  const std::optional<HostPort> address = ParseHostPort(text, kHttpPort);
  if (!address.has_value() || address->port() == 0) {
    return CannotUse(variable, absl::StrCat(Quoted(text), " is no HOST:PORT"));
  }
  return Proxy{.address = *address, .credentials = credentials, .variable = variable.name};
}

}  // namespace

bool IsInNoProxy(absl::string_view no_proxy, const HostPort& collector) {
  for (const absl::string_view entry :
       absl::StrSplit(no_proxy, absl::ByAnyChar(", \t\n"), absl::SkipEmpty())) {
    if (EntryNames(entry, collector)) return true;
  }
  return false;
}

absl::StatusOr<std::optional<Proxy>> ChooseProxy(const HostPort& collector,
                                                 Environment environment) {
  // To a proxy, "localhost" is another machine.
  if (collector.IsLoopback()) return std::nullopt;
  const std::optional<SetVariable> variable = FirstSet(kProxyVariables, environment);
  if (!variable.has_value()) return std::nullopt;
  const std::optional<SetVariable> no_proxy = FirstSet(kNoProxyVariables, environment);
  if (no_proxy.has_value() && IsInNoProxy(no_proxy->value, collector)) return std::nullopt;
  absl::StatusOr<Proxy> proxy = ParseProxy(*variable);
  if (!proxy.ok()) return proxy.status();
  return *std::move(proxy);
}

}  // namespace telemetry
