#include "cmd/gotelemetry/web_view/opening_page.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "storage/files/file.h"

namespace telemetry::cmd {
namespace {

constexpr char kName[] = "/open.html";

std::string Page(absl::string_view url) {
  const std::string escaped =
      absl::StrReplaceAll(url, {{"&", "&amp;"}, {"\"", "&quot;"}, {"<", "&lt;"}, {">", "&gt;"}});
  return absl::StrCat(R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=)",
                      escaped, R"(">
<title>Telemetry on this machine</title>
<p><a href=")",
                      escaped, R"(">What was counted on this machine</a></p>
</html>
)");
}

}  // namespace

std::string BrowsableDirectory(bool has_snaps, Getenv getenv) {
  const auto is_absolute = [](const char* value) { return value != nullptr && *value == '/'; };
  const char* home = getenv("HOME");
  if (has_snaps && is_absolute(home)) return home;
  for (const char* name : {"XDG_RUNTIME_DIR", "TMPDIR"}) {
    const char* value = getenv(name);
    if (is_absolute(value)) return value;
  }
  return "/tmp";
}

// Where snapd puts the entries that start programs from snaps by a click.
bool HasSnaps() {
  return !ListDirectory("/var/lib/snapd/desktop/applications")
              .value_or(std::vector<std::string>())
              .empty();
}

absl::StatusOr<OpeningPage> OpeningPage::Create(const std::string& directory,
                                                absl::string_view url) {
  std::string folder = absl::StrCat(directory, "/gotelemetry-XXXXXX");
  if (mkdtemp(folder.data()) == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("cannot make a directory in ", directory, ": ", strerror(errno)));
  }
  OpeningPage page(folder + kName);
  const absl::Status status = CreateFileExclusively(page.path_, Page(url));
  if (!status.ok()) return status;
  return page;
}

OpeningPage::~OpeningPage() {
  if (path_.empty()) return;
  (void)RemoveFile(path_);
  (void)RemoveDirectory(path_.substr(0, path_.size() - strlen(kName)));
}

}  // namespace telemetry::cmd
