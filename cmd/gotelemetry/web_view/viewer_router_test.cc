#include "cmd/gotelemetry/web_view/viewer_router.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "cmd/gotelemetry/web_view/state/local_state.h"
#include "cmd/gotelemetry/web_view/viewer_access.h"
#include "config/mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/telemetry_root.h"
#include "upload/http/http_message.h"
#include "upload/http/http_router.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::TelemetryDirFixture;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAuthorization[] = "Bearer aaaa";

ModeDecision LocalMode() {
  ModeDecision decision;
  decision.mode = Mode::kLocal;
  return decision;
}

class ViewerRouterTest : public ::testing::Test {
 protected:
  ViewerRouterTest()
      : router_(MakeViewerRouter(root_, ViewerAccess("aaaa"), [this] {
          LocalState state;
          state.directories.push_back({.collector = std::nullopt,
                                       .environment = {.dir = root_.go(),
                                                       .decision = LocalMode(),
                                                       .last_sent = last_sent_,
                                                       .put_aside = {}},
                                       .approvals = absl::NotFoundError("unknown"),
                                       .changes = std::nullopt,
                                       .counts = {},
                                       .preview = {},
                                       .files = {},
                                       .warnings = {}});
          return state;
        })) {}

  HttpReply Ask(HttpRequest request) {
    const std::variant<const HttpRoute*, HttpRefusal> route = router_.Route(request);
    if (const auto* const refusal = std::get_if<HttpRefusal>(&route)) return refusal->reply;
    HttpReply reply;
    std::get<const HttpRoute*>(route)->handler(request,
                                               [&reply](HttpReply r) { reply = std::move(r); });
    return reply;
  }

  HttpReply Get(const std::string& path, const std::string& query = "") {
    return Ask({.method = "GET",
                .path = path,
                .query = query,
                .headers = {{"Authorization", kAuthorization}}});
  }

  static std::string BodyOf(const HttpReply& reply) {
    std::string buffer;
    return std::string(*reply.body.Piece(0, reply.body.size_bytes(), buffer));
  }

  TelemetryDirFixture fixture_;
  const TelemetryRoot root_{fixture_.dir().path()};
  std::optional<absl::CivilDay> last_sent_;
  HttpRouter router_;
};

TEST_F(ViewerRouterTest, ServesAPageAndEverythingThatItRefersTo) {
  const std::string page = BodyOf(Get("/"));
  size_t found = 0;
  for (size_t at = page.find("\"/assets/"); at != std::string::npos;
       at = page.find("\"/assets/", at + 1)) {
    const std::string path = page.substr(at + 1, page.find('"', at + 1) - at - 1);
    const HttpReply reply = Get(path);
    EXPECT_EQ(reply.status, 200) << path;
    EXPECT_THAT(FindHeader(reply.headers, "Cache-Control"), HasSubstr("immutable"));
    ++found;
  }
  EXPECT_EQ(found, 3u);
}

TEST_F(ViewerRouterTest, ServesThePageWithoutAnythingCountedOrAKey) {
  const HttpReply page = Ask({.method = "GET", .path = "/"});
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(BodyOf(page), BodyOf(Get("/")));
  EXPECT_THAT(BodyOf(page), Not(HasSubstr("aaaa")));
  EXPECT_EQ(FindHeader(page.headers, "Set-Cookie"), "");
}

TEST_F(ViewerRouterTest, ShowsNothingWithoutTheKey) {
  fixture_.Write("upload/2026-11-18.json", "secret");
  for (const char* path : {"/api/state.json", "/api/file"}) {
    const HttpReply reply =
        Ask({.method = "GET", .path = path, .query = "key=aaaa&path=upload%2F2026-11-18.json"});
    EXPECT_EQ(reply.status, 403) << path;
    EXPECT_THAT(BodyOf(reply), HasSubstr("open the link it printed"));
  }
}

TEST_F(ViewerRouterTest, LetsNobodyKeepTheCounts) {
  EXPECT_EQ(FindHeader(Get("/api/state.json").headers, "Cache-Control"), "no-store");
}

TEST_F(ViewerRouterTest, ServesTheStateOfNow) {
  const HttpReply before = Get("/api/state.json");
  EXPECT_THAT(BodyOf(before), HasSubstr(R"("lastSent":"")"));
  last_sent_ = absl::CivilDay(2026, 11, 18);
  EXPECT_THAT(BodyOf(Get("/api/state.json")), HasSubstr(R"("lastSent":"2026-11-18")"));
}

TEST_F(ViewerRouterTest, SendsNoStateThatThePageHasAlready) {
  const std::string etag(FindHeader(Get("/api/state.json").headers, "ETag"));
  ASSERT_FALSE(etag.empty());
  const HttpRequest again = {
      .method = "GET",
      .path = "/api/state.json",
      .headers = {{"If-None-Match", etag}, {"Authorization", kAuthorization}}};
  EXPECT_EQ(Ask(again).status, 304);
  last_sent_ = absl::CivilDay(2026, 11, 18);
  EXPECT_EQ(Ask(again).status, 200);
}

TEST_F(ViewerRouterTest, ServesAFileAsTextThatIsKeptNowhere) {
  fixture_.Write("upload/2026-11-18.json", "<script>");
  const HttpReply reply = Get("/api/file", "path=upload%2F2026-11-18.json");
  EXPECT_EQ(BodyOf(reply), "<script>");
  EXPECT_EQ(reply.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(FindHeader(reply.headers, "Cache-Control"), "no-store");
}

TEST_F(ViewerRouterTest, ServesTheFilesOfACollector) {
  fixture_.Write("collectors/localhost_1/upload/2026-11-18.json", "theirs");
  fixture_.Write("upload/2026-11-18.json", "Go's");
  EXPECT_EQ(BodyOf(Get("/api/file", "collector=localhost:1&path=upload%2F2026-11-18.json")),
            "theirs");
  EXPECT_EQ(BodyOf(Get("/api/file", "path=upload%2F2026-11-18.json")), "Go's");
  EXPECT_EQ(Get("/api/file", "collector=other.example&path=upload%2F2026-11-18.json").status, 404);
  EXPECT_EQ(Get("/api/file", "collector=..%2F..&path=upload%2F2026-11-18.json").status, 404);
}

TEST_F(ViewerRouterTest, ServesNoOtherFile) {
  fixture_.Write("mode", "on");
  EXPECT_EQ(Get("/api/file", "path=mode").status, 404);
  EXPECT_EQ(Get("/api/file", "path=..%2F..%2Fetc%2Fpasswd").status, 404);
  EXPECT_EQ(Get("/api/file").status, 404);
}

TEST_F(ViewerRouterTest, SaysWhyAFileCannotBeRead) {
  fixture_.Write("local/damaged.v1.count", "x");
  const HttpReply reply = Get("/api/file", "path=local/damaged.v1.count");
  EXPECT_EQ(reply.status, 500);
  EXPECT_THAT(BodyOf(reply), HasSubstr("damaged.v1.count"));
}

TEST_F(ViewerRouterTest, ChangesNothing) {
  for (const char* path : {"/", "/api/state.json", "/api/file"}) {
    EXPECT_EQ(Ask({.method = "POST", .path = path}).status, 405) << path;
    EXPECT_EQ(Ask({.method = "DELETE", .path = path}).status, 405) << path;
  }
}

}  // namespace
}  // namespace telemetry::cmd
