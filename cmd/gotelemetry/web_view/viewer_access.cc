#include "cmd/gotelemetry/web_view/viewer_access.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace telemetry::cmd {
namespace {

constexpr size_t kKeyBytes = 16;

absl::StatusOr<std::string> DrawKey() {
  char bytes[kKeyBytes];
  ssize_t size;
  do {
    size = getrandom(bytes, sizeof bytes, 0);
  } while (size < 0 && errno == EINTR);
  if (size != sizeof bytes)
    return absl::UnavailableError("cannot get random bytes from the kernel");
  return absl::BytesToHexString(absl::string_view(bytes, sizeof bytes));
}

// Takes the same time wherever the two differ, so that a key cannot be guessed piece by piece.
bool IsSameSecret(absl::string_view a, absl::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

}  // namespace

absl::StatusOr<ViewerKeys> DrawViewerKeys() {
  absl::StatusOr<std::string> link = DrawKey();
  if (!link.ok()) return link.status();
  absl::StatusOr<std::string> once = DrawKey();
  if (!once.ok()) return once.status();
  return ViewerKeys{.link = *std::move(link), .once = *std::move(once)};
}

ViewerAccess::ViewerAccess(ViewerKeys keys, int port)
    : cookie_(absl::StrCat("gotelemetry-view-", port, "=", keys.link)),
      link_key_(std::move(keys.link)),
      once_key_(std::move(keys.once)) {}

std::optional<HttpReply> ViewerAccess::Refuse(const HttpRequest& request) {
  const std::vector<absl::string_view> cookies = absl::StrSplit(request.Header("Cookie"), ';');
  if (std::any_of(cookies.begin(), cookies.end(), [this](absl::string_view cookie) {
        return IsSameSecret(absl::StripAsciiWhitespace(cookie), cookie_);
      })) {
    return std::nullopt;
  }
  const std::string key = request.QueryParameter("key").value_or("");
  if (IsSameSecret(key, link_key_)) return std::nullopt;
  if (!once_key_.empty() && IsSameSecret(key, once_key_)) {
    once_key_.clear();
    return std::nullopt;
  }
  return TextReply(403,
                   "These pages are for the user who runs `gotelemetry view`: "
                   "open the link it printed.");
}

std::pair<std::string, std::string> ViewerAccess::CookieHeader() const {
  return {"Set-Cookie", absl::StrCat(cookie_, "; HttpOnly; SameSite=Strict; Path=/")};
}

}  // namespace telemetry::cmd
