// Refusing requests that a web page on another site makes a browser send to a server on loopback.
//
// A page of evil.example can have its name resolve to 127.0.0.1 once it is loaded (DNS rebinding):
// the browser then takes our answers for evil.example's own, and shows them to its scripts. But it
// still says "Host: evil.example".
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

// Nothing if `allowed_hosts` is empty, or Host is one of them and Origin, if sent, is http:// or
// https:// and one of them. Hosts are compared without regard to case, their port included. Else
// the reply: 421 for Host (also one that is missing, or is sent twice), 403 for Origin.
std::optional<HttpReply> RefuseForeignHost(const std::vector<std::string>& allowed_hosts,
                                           const HttpRequest& request);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HOST_POLICY_H_
