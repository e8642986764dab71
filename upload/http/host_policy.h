// Refuses requests that another site's web page makes a browser send to a server on loopback.
//
// A page of evil.example can make its name resolve to 127.0.0.1 after it has loaded (DNS
// rebinding): the browser then treats our answers as evil.example's own and shows them to its
// scripts. But it still sends "Host: evil.example".
//
//   std::optional<HttpReply> refusal = RefuseForeignHost({"localhost:4040"}, request);
//
// Pure; thread-safe.

#ifndef UPLOAD_HTTP_HOST_POLICY_H_
#define UPLOAD_HTTP_HOST_POLICY_H_

#include <optional>
#include <string>
#include <vector>

#include "upload/http/http_message.h"

namespace telemetry {

// Returns nullopt if `allowed_hosts` is empty, or if it contains Host and, if sent, Origin without
// its http:// or https://. Hosts are compared case-insensitively and with their port. Otherwise
// returns the reply: 421 for Host (also if missing or sent twice), 403 for Origin.
std::optional<HttpReply> RefuseForeignHost(const std::vector<std::string>& allowed_hosts,
                                           const HttpRequest& request);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HOST_POLICY_H_
