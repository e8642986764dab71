// Who may see what the viewer shows. Every user of the machine can reach a server on loopback, so it
// serves only connections of its own user, and what was counted only to who has the key in the link.
//
//   absl::StatusOr<std::string> key = DrawViewerKey();
//   ViewerAccess access(*key);
//   std::optional<HttpReply> refusal = access.Refuse(request);
//
// The key is in the link's fragment, which browsers send to nobody. The page keeps it for its tab
// and sends it in a header of its own. A cookie would go to every port of this machine, and what is
// before the fragment could be seen in a list of arguments.
//
// Pure but for DrawViewerKey(); thread-safe.

#ifndef CMD_GOTELEMETRY_WEB_VIEW_VIEWER_ACCESS_H_
#define CMD_GOTELEMETRY_WEB_VIEW_VIEWER_ACCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "upload/http/http_message.h"

namespace telemetry::cmd {

// Draws a key of 128 bits, in hexadecimal, from the kernel's cryptographic generator. Unavailable if
// the kernel provides no random bytes.
absl::StatusOr<std::string> DrawViewerKey();

// The link that contains the key: `http://HOST:PORT/#key=KEY`.
std::string LinkWithKey(absl::string_view host_and_port, absl::string_view key);

class ViewerAccess {
 public:
  explicit ViewerAccess(absl::string_view key);

  // Returns nullopt if the request has the key, in `Authorization: Bearer KEY`; otherwise 403 with a
  // line that says what to do.
  std::optional<HttpReply> Refuse(const HttpRequest& request) const;

 private:
  const std::string authorization_;
};

// Why a connection of `peer` (peer_user.h) gets nothing from the viewer of `owner`, in a line; empty
// if it may ask. Root may: it can see the files, and some systems relay connections as root.
std::string WhyNotFor(const absl::StatusOr<uid_t>& peer, uid_t owner);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_VIEWER_ACCESS_H_
