// A page on disk that takes a browser to an address, so that the address is in no list of arguments,
// which every user of the machine can read.
//
//   absl::StatusOr<OpeningPage> page = OpeningPage::Create(directory, "http://127.0.0.1:4040/#key=1f");
//   if (page.ok()) OpenBrowser(page->path());
//
// Movable; not thread-safe.

#ifndef CMD_GOTELEMETRY_WEB_VIEW_OPENING_PAGE_H_
#define CMD_GOTELEMETRY_WEB_VIEW_OPENING_PAGE_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/web_view/open_browser.h"

namespace telemetry::cmd {

// A directory whose files the user's browser can open. A browser from a snap has a /tmp and a runtime
// directory of its own, and of the user's home sees only what has no hidden directory in its path:
// where `has_snaps`, it is $HOME. Otherwise it is one for files that live as long as the user's
// session: $XDG_RUNTIME_DIR, else $TMPDIR, else /tmp. Values that are not absolute are ignored. A
// browser from a Flatpak is given each file that it is to open, wherever that is. Pure.
std::string BrowsableDirectory(bool has_snaps, Getenv getenv);

// Whether programs from snaps are installed on this machine.
bool HasSnaps();

class OpeningPage {
 public:
  // Writes the page (0600) into a new directory (0700) in `directory`. Errors name the path:
  // Unavailable if no directory can be made there, else those of CreateFileExclusively().
  static absl::StatusOr<OpeningPage> Create(const std::string& directory, absl::string_view url);

  OpeningPage(OpeningPage&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  OpeningPage& operator=(OpeningPage&&) = delete;
  // Removes the page and its directory.
  ~OpeningPage();

  const std::string& path() const { return path_; }

 private:
  explicit OpeningPage(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_OPENING_PAGE_H_
