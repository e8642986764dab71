#include "upload/http/host_policy.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace telemetry {
namespace {

bool Contains(const std::vector<std::string>& hosts, absl::string_view host) {
  return std::any_of(hosts.begin(), hosts.end(), [host](const std::string& allowed) {
    return absl::EqualsIgnoreCase(allowed, host);
  });
}

bool IsOriginOf(const std::vector<std::string>& hosts, absl::string_view origin) {
  return (absl::ConsumePrefix(&origin, "http://") || absl::ConsumePrefix(&origin, "https://")) &&
         Contains(hosts, origin);
}

}  // namespace

std::optional<HttpReply> RefuseForeignHost(const std::vector<std::string>& allowed_hosts,
                                           const HttpRequest& request) {
  if (allowed_hosts.empty()) return std::nullopt;
  int hosts = 0;
  for (const auto& [name, value] : request.headers) {
    if (!absl::EqualsIgnoreCase(name, "Host")) continue;
    if (++hosts > 1 || !Contains(allowed_hosts, value)) {
      return TextReply(421, "this server does not answer for that host");
    }
  }
  if (hosts == 0) return TextReply(421, "a host is needed");
  for (const auto& [name, value] : request.headers) {
    if (absl::EqualsIgnoreCase(name, "Origin") && !IsOriginOf(allowed_hosts, value)) {
      return TextReply(403, "not for pages of other sites");
    }
  }
  return std::nullopt;
}

}  // namespace telemetry
