// Which proxy leads to a collector, as the environment says it.
//
//   absl::StatusOr<std::optional<Proxy>> proxy = ChooseProxy(collector, GetEnvironment);
//   if (!proxy.ok()) return proxy.status();      // one is named that cannot be used
//   if (proxy->has_value()) Connect((*proxy)->address, (*proxy)->credentials);
//
// The first of these that is set and not empty counts: grpc_proxy, https_proxy, HTTPS_PROXY,
// all_proxy, ALL_PROXY, http_proxy, HTTP_PROXY. It is [http://][USER[:PASSWORD]@]HOST[:PORT], port
// 80 if none is given; what is escaped (`%40`) in user and password is decoded. All calls go
// through it by the CONNECT method, so the proxy sees the collector's name but nothing of a report.
//
// A proxy of another kind (https, socks5) or a value that is no address is an error and never
// ignored: who names a proxy does not want to be connected without it.
//
// No proxy leads to this machine itself, nor to a collector that no_grpc_proxy, no_proxy or
// NO_PROXY (the first that is set) names: a list, separated by commas or blanks, of
//
//   *                            every collector
//   example.com  .example.com  *.example.com    the host and what is below it
//   203.0.113.7  [2001:db8::1]   an address; 203.0.113.0/24, a block of them
//   example.com:443              any of these with a port: only that port
//
// Names are not resolved, so a block matches only a collector that is named by its address.

#ifndef UPLOAD_CLIENT_CONNECTION_PROXY_H_
#define UPLOAD_CLIENT_CONNECTION_PROXY_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/host_port.h"
#include "upload/client/connection/environment.h"

namespace telemetry {

struct Proxy {
  HostPort address;
  // USER:PASSWORD; empty if none are given.
  std::string credentials;
  // The variable that names it.
  std::string variable;
};

// The proxy that leads to `collector`; nullopt for none. Pure.
//
// Errors: FailedPrecondition if the environment names a proxy that cannot be used. The message says
// which variable and why, without the user and password in it.
absl::StatusOr<std::optional<Proxy>> ChooseProxy(const HostPort& collector,
                                                 Environment environment);

// Whether the list `no_proxy`, as above, names `collector`. Pure.
bool IsInNoProxy(absl::string_view no_proxy, const HostPort& collector);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONNECTION_PROXY_H_
