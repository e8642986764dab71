#include "cmd/gotelemetry/web_view/viewer_access.h"

#include <sys/random.h>

#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace telemetry::cmd {
namespace {

constexpr size_t kKeyBytes = 16;

// Takes the same time wherever the two differ, so that a key cannot be guessed piece by piece.
bool IsSameSecret(absl::string_view a, absl::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

}  // namespace

absl::StatusOr<std::string> DrawViewerKey() {
  char bytes[kKeyBytes];
  ssize_t size;
  do {
    size = getrandom(bytes, sizeof bytes, 0);
  } while (size < 0 && errno == EINTR);
  if (size != sizeof bytes)
    return absl::UnavailableError("cannot get random bytes from the kernel");
  return absl::BytesToHexString(absl::string_view(bytes, sizeof bytes));
}

std::string LinkWithKey(absl::string_view host_and_port, absl::string_view key) {
  return absl::StrCat("http://", host_and_port, "/#key=", key);
}

ViewerAccess::ViewerAccess(absl::string_view key) : authorization_(absl::StrCat("Bearer ", key)) {}

std::optional<HttpReply> ViewerAccess::Refuse(const HttpRequest& request) const {
  if (IsSameSecret(request.Header("Authorization"), authorization_)) return std::nullopt;
  return TextReply(403,
                   "These pages are for the user who runs `gotelemetry view`: "
                   "open the link it printed.");
}

std::string WhyNotFor(const absl::StatusOr<uid_t>& peer, uid_t owner) {
  if (!peer.ok()) {
    return absl::StrCat(
        "These pages are for the user who runs `gotelemetry view`, and it cannot be told whose "
        "request this is: ",
        std::string(peer.status().message()), ".");
  }
  if (*peer == owner || *peer == 0) return "";
  return "These pages are for the user who runs `gotelemetry view`, and not for others.";
}

}  // namespace telemetry::cmd
