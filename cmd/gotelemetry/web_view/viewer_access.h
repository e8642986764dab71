// Who may see the viewer's pages. Every user of the machine can reach a server on loopback, so the
// link to it contains a key, which a browser that follows the link keeps as a cookie.
//
//   absl::StatusOr<ViewerKeys> keys = DrawViewerKeys();
//   ViewerAccess access(*keys, port);
//   std::optional<HttpReply> refusal = access.Refuse(request);
//
// Thread-compatible.

#ifndef CMD_GOTELEMETRY_WEB_VIEW_VIEWER_ACCESS_H_
#define CMD_GOTELEMETRY_WEB_VIEW_VIEWER_ACCESS_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "upload/http/http_message.h"

namespace telemetry::cmd {

struct ViewerKeys {
  // For the link that is printed; valid as long as the viewer runs.
  std::string link;
  // For the browser that is started; valid for one request, because other users can see a process's
  // arguments.
  std::string once;
};

// Draws keys of 128 bits each, in hexadecimal, from the kernel's cryptographic generator.
// Unavailable if the kernel provides no random bytes.
absl::StatusOr<ViewerKeys> DrawViewerKeys();

class ViewerAccess {
 public:
  // `port` is the viewer's: another one may run on another port, and cookies ignore the port.
  ViewerAccess(ViewerKeys keys, int port);

  // Returns nullopt if the request has a key, as the parameter `key` or as the cookie; otherwise
  // 403 with a line that says what to do. Uses up a one-time key.
  std::optional<HttpReply> Refuse(const HttpRequest& request);

  // The header that sets the cookie. Sent only to the viewer's own pages, and hidden from scripts.
  std::pair<std::string, std::string> CookieHeader() const;

 private:
  const std::string cookie_;  // NAME=KEY
  const std::string link_key_;
  std::string once_key_;  // empty once it has been used
};

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_VIEWER_ACCESS_H_
