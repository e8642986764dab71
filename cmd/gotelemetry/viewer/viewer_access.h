// Who may see the viewer's pages. A server on loopback can be reached by every user of the machine,
// so the link to it has a key, and a browser that came by the link keeps the key as a cookie.
//
//   absl::StatusOr<ViewerKeys> keys = DrawViewerKeys();
//   ViewerAccess access(*keys, port);
//   std::optional<HttpReply> refusal = access.Refuse(request);
//
// Thread-compatible.

#ifndef CMD_GOTELEMETRY_VIEWER_VIEWER_ACCESS_H_
#define CMD_GOTELEMETRY_VIEWER_VIEWER_ACCESS_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "upload/http/http_message.h"

namespace telemetry::cmd {

struct ViewerKeys {
  // For the link that the user gets to see; good as long as the viewer runs.
  std::string link;
  // For the browser that is started: good for one request, because other users can see the
  // arguments of a process.
  std::string once;
};

// 128 bits each, in hexadecimal, from the kernel's cryptographic generator. Unavailable if the
// kernel gives no random bytes.
absl::StatusOr<ViewerKeys> DrawViewerKeys();

class ViewerAccess {
 public:
  // `port` is the viewer's: cookies do not tell ports apart, and another viewer may run at another.
  ViewerAccess(ViewerKeys keys, int port);

  // Nothing if the request has a key, as the parameter `key` or as the cookie; else 403 with a line
  // that says what to do. A key for one request is used up by it.
  std::optional<HttpReply> Refuse(const HttpRequest& request);

  // The header that gives a browser the cookie: for requests of the viewer's own pages only, and
  // not for scripts.
  std::pair<std::string, std::string> CookieHeader() const;

 private:
  const std::string cookie_;  // NAME=KEY
  const std::string link_key_;
  std::string once_key_;  // empty once it has been used
};

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_VIEWER_VIEWER_ACCESS_H_
