#include "cmd/gotelemetry/web_view/viewer_router.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/web_view/page/viewer_assets.h"
#include "cmd/gotelemetry/web_view/state/local_state.h"
#include "cmd/gotelemetry/web_view/state/local_state_json.h"
#include "cmd/gotelemetry/web_view/state/telemetry_files.h"
#include "cmd/gotelemetry/web_view/viewer_access.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "upload/http/http_body.h"
#include "upload/http/http_content.h"
#include "upload/http/http_message.h"
#include "upload/http/http_router.h"
#include "upload/web/web_asset.h"

namespace telemetry::cmd {
namespace {

// Paths contain a hash of the contents (web_asset.h).
constexpr char kForEver[] = "public, max-age=31536000, immutable";
// Counts are read afresh each time; a cached copy would outlive `gotelemetry clean`.
constexpr char kNever[] = "no-store";

// The script adds everything that the page shows, so anything counted becomes text, never markup.
std::string Page() {
  return absl::StrCat(
      R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Telemetry on this machine</title>
<link rel="icon" href=")",
      ViewerIcon(), R"(">
<link rel="stylesheet" href=")",
      ViewerStyle(), R"(">
<script type="module" src=")",
      ViewerScript(), R"("></script>
</head>
<body class="viewer">
<a class="skip-link" href="#content">Skip to content</a>
<main id="content" tabindex="-1">
<noscript>
<p>This page needs JavaScript. <code>gotelemetry view --text</code> shows the counts in a terminal.</p>
</noscript>
</main>
</body>
</html>
)");
}

HttpContent ContentOf(const WebAsset& asset) {
  return {.content_type = std::string(asset.content_type),
          .identity = std::string(asset.data),
          .gzip = HttpBody(std::string(asset.gzip)),
          .etag = std::string(asset.path),
          .cache_control = kForEver};
}

// Which directory: the collector's that the request names, or Go's if it names none.
std::optional<TelemetryDir> DirectoryOf(const TelemetryRoot& root, const HttpRequest& request) {
  const std::string name = request.QueryParameter("collector").value_or("");
  if (name.empty()) return root.go();
  const std::optional<HostPort> collector = ParseCollector(name);
  if (!collector.has_value()) return std::nullopt;
  return root.collector(*collector);
}

HttpReply ServeFile(const TelemetryRoot& root, const HttpRequest& request) {
  const std::optional<TelemetryDir> dir = DirectoryOf(root, request);
  if (!dir.has_value()) return TextReply(404, "no such collector");
  absl::StatusOr<std::string> text =
      ReadFileWithCounts(*dir, request.QueryParameter("path").value_or(""));
  if (absl::IsNotFound(text.status())) return TextReply(404, text.status().message());
  if (!text.ok()) return TextReply(500, text.status().message());
  return {
      .content_type = kTextType, .body = *std::move(text), .headers = {{"Cache-Control", kNever}}};
}

HttpReply ServeState(const LocalState& state, const HttpRequest& request) {
  std::string json = LocalStateToJson(state);
  const size_t hash = absl::Hash<std::string>()(json);
  return ServeContent(request, {.content_type = kJsonType,
                                .identity = std::move(json),
                                .gzip = std::nullopt,
                                .etag = absl::StrCat(absl::Hex(hash)),
                                .cache_control = kNever});
}

}  // namespace

HttpRouter MakeViewerRouter(const TelemetryRoot& root, const ViewerAccess& access,
                            std::function<LocalState()> read_state) {
  HttpRouter router;
  const auto get = [&](const char* path, HttpPage page) {
    router.Get(path, [access, page = std::move(page)](const HttpRequest& request) {
      std::optional<HttpReply> refusal = access.Refuse(request);
      return refusal.has_value() ? *std::move(refusal) : page(request);
    });
  };
  const HttpContent page = {
      .content_type = kHtmlType, .identity = Page(), .gzip = std::nullopt, .etag = ""};
  router.Get("/", [page](const HttpRequest& request) { return ServeContent(request, page); });
  for (const WebAsset& asset : ViewerAssets()) {
    router.Get(std::string(asset.path), [content = ContentOf(asset)](const HttpRequest& request) {
      return ServeContent(request, content);
    });
  }
  get("/api/state.json", [read_state = std::move(read_state)](const HttpRequest& request) {
    return ServeState(read_state(), request);
  });
  get("/api/file", [root](const HttpRequest& request) { return ServeFile(root, request); });
  return router;
}

}  // namespace telemetry::cmd
