#include "upload/site/site_routes.h"

#include <string>
#include <utility>
#include <variant>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/site/publication/published_files.h"

namespace telemetry {
namespace {

constexpr WebAsset kAssets[] = {{.path = "/assets/site-1.js",
                                 .content_type = "text/javascript",
                                 .data = "draw()",
                                 .gzip = "zipped"}};

// A site in which each file contains its own name.
class SiteRoutesTest : public ::testing::Test {
 protected:
  SiteRoutesTest() { AddSiteRoutes(dir_.path(), kAssets, router_); }

  void Publish() {
    for (const char* name :
         {"index.html", "charts/index.html", "charts/index.json",
          "charts/2026-11-16_2026-11-22.json", "charts/2026-11-16_2026-11-22.html",
          "data/index.html", "data/index.json", "data/2026-11-18.json", "config.html",
          "config.json", "privacy.html", "404.html"}) {
      ASSERT_THAT(PublishedFiles(dir_.path()).Write(name, name), IsOk());
    }
  }

  HttpReply Get(const std::string& path, HttpHeaders headers = {}) {
    const HttpRequest request{.method = "GET", .path = path, .headers = std::move(headers)};
    auto routed = router_.Route(request);
    if (auto* refusal = std::get_if<HttpRefusal>(&routed)) return refusal->reply;
    HttpReply reply;
    std::get<const HttpRoute*>(routed)->handler(request,
                                                [&](HttpReply given) { reply = std::move(given); });
    return reply;
  }

  static std::string Text(const HttpReply& reply) {
    std::string buffer;
    return std::string(reply.body.Piece(0, 1000, buffer).value());
  }

  TempDir dir_;
  HttpRouter router_;
};

TEST_F(SiteRoutesTest, ServesEachFile) {
  Publish();
  const struct {
    const char* path;
    const char* file;
    const char* content_type;
  } kCases[] = {
      {"/", "index.html", kHtmlType},
      {"/charts/", "charts/index.html", kHtmlType},
      {"/charts/index.json", "charts/index.json", kJsonType},
      {"/charts/2026-11-16_2026-11-22", "charts/2026-11-16_2026-11-22.html", kHtmlType},
      {"/charts/2026-11-16_2026-11-22.json", "charts/2026-11-16_2026-11-22.json", kJsonType},
      {"/data/", "data/index.html", kHtmlType},
      {"/data/index.json", "data/index.json", kJsonType},
      {"/data/2026-11-18", "data/2026-11-18.json", "application/x-ndjson"},
      {"/config", "config.html", kHtmlType},
      {"/config.json", "config.json", kJsonType},
      {"/privacy", "privacy.html", kHtmlType},
  };
  for (const auto& c : kCases) {
    const HttpReply reply = Get(c.path);
    EXPECT_EQ(reply.status, 200) << c.path;
    EXPECT_EQ(Text(reply), c.file);
    EXPECT_EQ(reply.content_type, c.content_type);
    EXPECT_NE(FindHeader(reply.headers, "ETag"), "");
  }
}

TEST_F(SiteRoutesTest, KnowsNoOtherNames) {
  Publish();
  for (const char* path :
       {"/charts/2026-11-18", "/charts/2026-11-16_2026-11-22.html", "/charts/../index.html",
        "/charts/2026-11-16_", "/charts/index", "/data/2026-11-18.json", "/data/2026-11-18.json.gz",
        "/data/../../reports.db", "/data/%2e%2e/x", "/charts/2026-11-16_2026-11-22/",
        "/favicon.ico"}) {
    const HttpReply reply = Get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(Text(reply), "404.html") << path;
  }
}

TEST_F(SiteRoutesTest, ServesTheConfigAsTheClientWantsIt) {
  Publish();
  EXPECT_EQ(Text(Get("/config", {{"Accept", "application/json"}})), "config.json");
  EXPECT_EQ(Text(Get("/config", {{"Accept", "text/html,application/json;q=0.9"}})), "config.html");
}

TEST_F(SiteRoutesTest, ServesRangesOfADataset) {
  Publish();
  const HttpReply reply = Get("/data/2026-11-18", {{"Range", "bytes=0-3"}});
  EXPECT_EQ(reply.status, 206);
  EXPECT_EQ(Text(reply), "data");
}

TEST_F(SiteRoutesTest, LetsAssetsBeKept) {
  const HttpReply reply = Get("/assets/site-1.js", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(Text(reply), "zipped");
  EXPECT_THAT(std::string(FindHeader(reply.headers, "Cache-Control")),
              ::testing::EndsWith("immutable"));
}

TEST_F(SiteRoutesTest, AsksToComeBackBeforeTheFirstPublication) { EXPECT_EQ(Get("/").status, 503); }

}  // namespace
}  // namespace telemetry
