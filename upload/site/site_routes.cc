#include "upload/site/site_routes.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/civil_day.h"
#include "upload/http/http_content.h"
#include "upload/site/chart_key.h"
#include "upload/site/health/health_path.h"
#include "upload/site/publication/published_files.h"
#include "upload/site/stacks/stack_file.h"

namespace telemetry {
namespace {

constexpr char kDatasetType[] = "application/x-ndjson";
// An asset's path changes with its contents.
constexpr char kForAYear[] = "public, max-age=31536000, immutable";

HttpReply NotFound(const PublishedFiles& files) {
  const absl::StatusOr<HttpContent> page = files.Open("404.html", kHtmlType);
  // The collector has just started and not published anything yet.
  if (!page.ok()) return TextReply(503, "the pages are being made");
  return {.status = 404, .content_type = kHtmlType, .body = page->identity};
}

// Serves the file, or 404 if there is none.
HttpReply ServeFile(const PublishedFiles& files, absl::string_view name,
                    absl::string_view content_type, const HttpRequest& request) {
  const absl::StatusOr<HttpContent> content = files.Open(name, content_type);
  if (content.ok()) return ServeContent(request, *content);
  if (!absl::IsNotFound(content.status())) return TextReply(503, "this cannot be read now");
  return NotFound(files);
}

HttpReply ServeChart(const PublishedFiles& files, const HttpRequest& request) {
  absl::string_view key = request.path;
  absl::ConsumePrefix(&key, "/charts/");
  const bool is_json = absl::ConsumeSuffix(&key, ".json");
  // No other part of a request ends up in a file name.
  if (!IsChartKey(key)) key = "none";
  return is_json ? ServeFile(files, absl::StrCat("charts/", key, ".json"), kJsonType, request)
                 : ServeFile(files, absl::StrCat("charts/", key, ".html"), kHtmlType, request);
}

HttpReply ServeHealth(const PublishedFiles& files, const HttpRequest& request) {
  const std::string name = HealthFile(request.path);
  return ServeFile(files, name, absl::EndsWith(name, ".json") ? kJsonType : kHtmlType, request);
}

HttpReply ServeStacks(const PublishedFiles& files, const HttpRequest& request) {
  const std::string name = StackFileOf(files, request.path);
  return ServeFile(files, name, absl::EndsWith(name, ".json") ? kJsonType : kHtmlType, request);
}

HttpReply ServeDataset(const PublishedFiles& files, const HttpRequest& request) {
  absl::string_view day = request.path;
  absl::ConsumePrefix(&day, "/data/");
  if (!ParseCivilDay(day).has_value()) day = "none";
  return ServeFile(files, absl::StrCat("data/", day, ".json"), kDatasetType, request);
}

HttpReply ServeConfig(const PublishedFiles& files, const HttpRequest& request) {
  const absl::string_view accept = request.Header("Accept");
  const bool wants_json =
      absl::StrContains(accept, "application/json") && !absl::StrContains(accept, "text/html");
  HttpReply reply = wants_json ? ServeFile(files, "config.json", kJsonType, request)
                               : ServeFile(files, "config.html", kHtmlType, request);
  reply.headers.emplace_back("Vary", "Accept");
  return reply;
}

HttpContent AssetContent(const WebAsset& asset) {
  return {.content_type = std::string(asset.content_type),
          .identity = std::string(asset.data),
          .gzip = asset.gzip.empty() ? std::nullopt
                                     : std::make_optional<HttpBody>(std::string(asset.gzip)),
          .etag = std::string(asset.path.substr(asset.path.rfind('/') + 1)),
          .cache_control = kForAYear};
}

}  // namespace

void AddSiteRoutes(const std::string& site_directory, absl::Span<const WebAsset> assets,
                   HttpRouter& router) {
  const auto files = std::make_shared<const PublishedFiles>(site_directory);
  const auto add_file = [&](const char* path, const char* name, const char* content_type) {
    router.Get(path, [files, name, content_type](const HttpRequest& request) {
      return ServeFile(*files, name, content_type, request);
    });
  };
  add_file("/", "index.html", kHtmlType);
  add_file("/charts/", "charts/index.html", kHtmlType);
  add_file("/charts/index.json", "charts/index.json", kJsonType);
  add_file("/data/", "data/index.html", kHtmlType);
  add_file("/data/index.json", "data/index.json", kJsonType);
  add_file("/health", "health.html", kHtmlType);
  add_file("/health.json", "health.json", kJsonType);
  add_file("/config.json", "config.json", kJsonType);
  add_file("/config/history", "config_history.html", kHtmlType);
  add_file("/privacy", "privacy.html", kHtmlType);
  const auto add_page = [&](const char* pattern,
                            HttpReply (*serve)(const PublishedFiles&, const HttpRequest&)) {
    router.Get(pattern,
               [files, serve](const HttpRequest& request) { return serve(*files, request); });
  };
  add_page("/charts/*", ServeChart);
  add_page("/data/*", ServeDataset);
  add_page("/health/*", ServeHealth);
  add_page("/stacks/*", ServeStacks);
  add_page("/config", ServeConfig);
  router.SetNotFound([files](const HttpRequest&) { return NotFound(*files); });
  for (const WebAsset& asset : assets) {
    router.Get(std::string(asset.path),
               [content = AssetContent(asset)](const HttpRequest& request) {
                 return ServeContent(request, content);
               });
  }
}

}  // namespace telemetry
