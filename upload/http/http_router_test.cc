#include "upload/http/http_router.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

void Ignore(const HttpRequest&, const HttpResponder&) {}

const std::pair<std::string, std::string> kJson("Content-Type", "application/json");

class HttpRouterTest : public ::testing::Test {
 protected:
  HttpRouterTest() {
    const HttpPage page = [](const HttpRequest&) { return TextReply(200, "here"); };
    for (const char* pattern : {"/", "/charts/", "/charts/*", "/charts/index.json", "/mode"}) {
      router_.Get(pattern, page);
    }
    router_.Post("/mode", {.media_type = "application/json", .max_body_bytes = 100}, Ignore);
    router_.Post("/upload/*", {.max_body_bytes = 1000}, Ignore);
  }

  // The route's pattern, or the status of the refusal.
  std::string Route(const std::string& method, const std::string& path, HttpHeaders headers = {}) {
    const auto routed =
        router_.Route({.method = method, .path = path, .headers = std::move(headers)});
    if (const auto* route = std::get_if<const HttpRoute*>(&routed)) {
      return (*route)->method + " " + (*route)->pattern;
    }
    return std::to_string(std::get<HttpRefusal>(routed).reply.status);
  }

  HttpRouter router_;
};

TEST_F(HttpRouterTest, PrefersWhatSaysMore) {
  EXPECT_EQ(Route("GET", "/"), "GET /");
  EXPECT_EQ(Route("GET", "/charts/"), "GET /charts/");
  EXPECT_EQ(Route("GET", "/charts/2026-11-18"), "GET /charts/*");
  EXPECT_EQ(Route("GET", "/charts/index.json"), "GET /charts/index.json");
}

TEST_F(HttpRouterTest, AnswersHeadAsGet) {
  EXPECT_EQ(Route("HEAD", "/charts/2026-11-18"), "GET /charts/*");
}

TEST_F(HttpRouterTest, KnowsWhatIsNotThere) {
  EXPECT_EQ(Route("GET", "/favicon.ico"), "404");
  EXPECT_EQ(Route("GET", "/charts"), "404");
  EXPECT_EQ(Route("GET", ""), "404");
  EXPECT_EQ(Route("GET", "http://localhost/"), "404");
}

TEST_F(HttpRouterTest, SaysInItsOwnWayThatSomethingIsNotThere) {
  router_.SetNotFound([](const HttpRequest& request) { return TextReply(404, request.path); });
  const auto routed = router_.Route({.method = "GET", .path = "/none"});
  const auto& refusal = std::get<HttpRefusal>(routed);
  EXPECT_EQ(refusal.reply.body.size_bytes(), 6u);
  EXPECT_EQ(refusal.pattern, "");
}

TEST_F(HttpRouterTest, ListsTheMethodsThatAreThere) {
  EXPECT_EQ(Route("POST", "/mode", {kJson}), "POST /mode");
  const auto routed = router_.Route({.method = "DELETE", .path = "/mode"});
  const HttpReply& reply = std::get<HttpRefusal>(routed).reply;
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(FindHeader(reply.headers, "Allow"), "GET, HEAD, POST");
  EXPECT_EQ(Route("GET", "/upload/2026-11-18"), "405");
  EXPECT_EQ(Route("get", "/"), "405");
}

TEST_F(HttpRouterTest, ChecksTheMediaType) {
  EXPECT_EQ(Route("POST", "/mode", {{"Content-Type", "application/json"}}), "POST /mode");
  EXPECT_EQ(Route("POST", "/mode", {{"Content-Type", "Application/JSON; charset=utf-8"}}),
            "POST /mode");
  EXPECT_EQ(Route("POST", "/mode", {{"Content-Type", "text/xml"}}), "415");
  EXPECT_EQ(Route("POST", "/mode"), "415");
  EXPECT_EQ(Route("POST", "/upload/x", {{"Content-Type", "text/xml"}}), "POST /upload/*");
}

TEST_F(HttpRouterTest, SaysThatABodyIsCompressed) {
  const auto routed = router_.Route(
      {.method = "POST", .path = "/mode", .headers = {kJson, {"Content-Encoding", "gzip"}}});
  const HttpReply& reply = std::get<HttpRefusal>(routed).reply;
  EXPECT_EQ(reply.status, 415);
  std::string buffer;
  EXPECT_EQ(reply.body.Piece(0, 100, buffer).value(), "the body must not be compressed\n");
  EXPECT_EQ(Route("POST", "/mode", {kJson, {"Content-Encoding", "identity"}}), "POST /mode");
  EXPECT_EQ(Route("GET", "/", {{"Content-Encoding", "gzip"}}), "GET /");
}

TEST_F(HttpRouterTest, RefusesPagesWhereARouteDoes) {
  router_.Post("/report", {.refuses_pages = true}, Ignore);
  EXPECT_EQ(Route("POST", "/report"), "POST /report");
  EXPECT_EQ(Route("POST", "/report", {{"Origin", "https://evil.example"}}), "403");
  EXPECT_EQ(Route("POST", "/report", {{"Origin", "null"}}), "403");
  EXPECT_EQ(Route("POST", "/report", {{"Sec-Fetch-Site", "cross-site"}}), "403");
  EXPECT_EQ(Route("POST", "/report", {{"Sec-Fetch-Site", "same-origin"}}), "403");
  EXPECT_EQ(Route("POST", "/mode", {kJson, {"Origin", "https://evil.example"}}), "POST /mode");
}

TEST_F(HttpRouterTest, SaysWhichPatternARefusedRequestMatches) {
  for (const HttpRequest& request :
       {HttpRequest{.method = "GET", .path = "/upload/2026-11-18"},
        HttpRequest{.method = "POST", .path = "/upload/x", .headers = {{"Content-Length", "1001"}}},
        HttpRequest{.method = "POST", .path = "/upload/x", .headers = {{"Content-Length", "-1"}}},
        HttpRequest{
            .method = "POST", .path = "/upload/x", .headers = {{"Content-Encoding", "gzip"}}}}) {
    EXPECT_EQ(std::get<HttpRefusal>(router_.Route(request)).pattern, "/upload/*");
  }
}

TEST_F(HttpRouterTest, ChecksTheAnnouncedLength) {
  EXPECT_EQ(Route("POST", "/mode", {kJson, {"Content-Length", "100"}}), "POST /mode");
  EXPECT_EQ(Route("POST", "/mode", {kJson, {"Content-Length", "101"}}), "413");
  EXPECT_EQ(Route("POST", "/mode", {{"Content-Length", "-1"}}), "400");
  EXPECT_EQ(Route("POST", "/mode", {{"Content-Length", "many"}}), "400");
  EXPECT_EQ(Route("GET", "/", {{"Content-Length", "1"}}), "413");
}

}  // namespace
}  // namespace telemetry
