#include "cmd/gotelemetry/web_view/viewer_server.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/web_view/loopback_address.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/telemetry_root.h"
#include "tests/util/status_matchers.h"
#include "upload/http/listening_socket.h"
#include "upload/testing/http_connection.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::HttpConnection;
using ::telemetry::testutil::ReceivedReply;
using ::telemetry::testutil::TelemetryDirFixture;
using ::testing::HasSubstr;

class ViewerServerTest : public ::testing::Test {
 protected:
  RunningViewer Start(int port) {
    absl::StatusOr<RunningViewer> viewer = StartViewer(
        {.root = TelemetryRoot(fixture_.dir().path())}, {"localhost", "127.0.0.1", port}, "aaaa");
    EXPECT_THAT(viewer, IsOk());
    return *std::move(viewer);
  }

  static ReceivedReply Get(const RunningViewer& viewer, const std::string& path,
                           const std::string& fields) {
    HttpConnection connection(viewer.server->port());
    connection.Send(
        absl::StrCat("GET ", path, " HTTP/1.1\r\nAuthorization: Bearer aaaa\r\n", fields, "\r\n"));
    return connection.ReadReply();
  }

  static std::string Host(const RunningViewer& viewer) {
    return absl::StrCat("localhost:", viewer.server->port());
  }

  TelemetryDirFixture fixture_;
};

TEST_F(ViewerServerTest, ShowsWhatIsCountedWhileItRuns) {
  const RunningViewer viewer = Start(0);
  EXPECT_EQ(viewer.url, absl::StrCat("http://127.0.0.1:", viewer.server->port(), "/#key=aaaa"));
  const std::string host = absl::StrCat("Host: ", Host(viewer), "\r\n");
  EXPECT_THAT(Get(viewer, "/api/state.json", host).body, HasSubstr(R"("weeks":[])"));
  fixture_.AddCounterFile("tool", {.counts = {{"tool/plain", 3}}});
  EXPECT_THAT(Get(viewer, "/api/state.json", host).body, HasSubstr(R"("tool/plain":3)"));
}

TEST_F(ViewerServerTest, TakesAFreePortWhereAnotherViewerListens) {
  const RunningViewer first = Start(0);
  const RunningViewer second = Start(first.server->port());
  EXPECT_NE(second.server->port(), first.server->port());
  EXPECT_EQ(Get(second, "/", absl::StrCat("Host: ", Host(second), "\r\n")).status, 200);
}

TEST_F(ViewerServerTest, TakesAFreePortWhereAnotherUserWaitsForItsVisitors) {
  const absl::StatusOr<ListeningSocket> thief = ListeningSocket::Listen("[::1]:0");
  ASSERT_THAT(thief, IsOk());
  EXPECT_NE(Start(thief->port()).server->port(), thief->port());
}

TEST_F(ViewerServerTest, RefusesWhatAPageOfAnotherSiteAsksFor) {
  const RunningViewer viewer = Start(0);
  const std::string host = absl::StrCat("Host: ", Host(viewer), "\r\n");
  EXPECT_EQ(Get(viewer, "/api/state.json",
                absl::StrCat("Host: evil.example:", viewer.server->port(), "\r\n"))
                .status,
            421);
  EXPECT_EQ(Get(viewer, "/api/state.json", host + "Origin: http://evil.example\r\n").status, 403);
  EXPECT_EQ(
      Get(viewer, "/api/state.json", absl::StrCat(host, "Origin: http://", Host(viewer), "\r\n"))
          .status,
      200);
}

TEST_F(ViewerServerTest, AllowsItsPageNothingFromElsewhere) {
  const RunningViewer viewer = Start(0);
  EXPECT_THAT(Get(viewer, "/", absl::StrCat("Host: ", Host(viewer), "\r\n")).head,
              HasSubstr("\r\nContent-Security-Policy: default-src 'none'; script-src 'self';"));
}

TEST_F(ViewerServerTest, StopsAtOnceThoughABrowserHoldsAConnection) {
  const RunningViewer viewer = Start(0);
  HttpConnection connection(viewer.server->port());
  connection.Send(absl::StrCat("GET / HTTP/1.1\r\nHost: ", Host(viewer), "\r\n\r\n"));
  EXPECT_EQ(connection.ReadReply().status, 200);
  const absl::Time start = absl::Now();
  viewer.server->Shutdown(start + absl::Seconds(100));
  EXPECT_LT(absl::Now() - start, absl::Seconds(50));
  EXPECT_TRUE(connection.WaitForEnd());
}

}  // namespace
}  // namespace telemetry::cmd
