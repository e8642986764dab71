#include "upload/http/http_server.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "upload/http/http_router.h"
#include "upload/http/listening_socket.h"
#include "upload/http/testing/http_server_fixture.h"
#include "upload/testing/http_connection.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using testutil::Fetch;
using testutil::HttpConnection;
using testutil::ReceivedReply;

using HttpServerTest = testutil::HttpServerFixture;

TEST_F(HttpServerTest, ServesAPage) {
  Start();
  const ReceivedReply reply = Fetch(port(), "GET", "/page?query");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "hello\n");
  EXPECT_THAT(reply.head, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
}

TEST_F(HttpServerTest, SendsOnlyTheHeadWhenAskedForIt) {
  Start();
  HttpConnection connection(port());
  connection.Send("HEAD /page HTTP/1.1\r\nHost: x\r\n\r\nGET /page HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string head = connection.ReadHead();
  EXPECT_THAT(head, HasSubstr("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 6\r\n"));
  EXPECT_EQ(connection.ReadReply().body, "hello\n");
}

TEST_F(HttpServerTest, SendsALargeBody) {
  Start();
  EXPECT_THAT(Fetch(port(), "GET", "/large").body, SizeIs(5'000'000));
}

TEST_F(HttpServerTest, TakesABodyHoweverItIsCut) {
  Start();
  EXPECT_EQ(Post("counted").status, 200);
  EXPECT_EQ(received_, "counted");
  HttpConnection connection(port());
  connection.Send(PostHead("Transfer-Encoding: chunked\r\n"));
  for (const char c : std::string("chunked")) {
    ASSERT_TRUE(connection.Send(absl::StrCat("1\r\n", std::string(1, c), "\r\n")));
  }
  ASSERT_TRUE(connection.Send("0\r\n\r\n"));
  EXPECT_EQ(connection.ReadReply().status, 200);
  EXPECT_EQ(received_, "chunked");
}

TEST_F(HttpServerTest, ServesManyRequestsOnOneConnection) {
  Start();
  HttpConnection connection(port());
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(connection.Send(absl::StrCat(PostHead("Content-Length: 2\r\n"), i + 10)));
    ASSERT_EQ(connection.ReadReply().status, 200);
    EXPECT_EQ(received_, absl::StrCat(i + 10));
  }
}

TEST_F(HttpServerTest, RefusesWhatTheRouterRefuses) {
  Start();
  EXPECT_THAT(Fetch(port(), "GET", "/none").head, HasSubstr("\r\nCache-Control: no-store"));
  EXPECT_EQ(Fetch(port(), "GET", "/none").status, 404);
  EXPECT_EQ(Post("<x/>", "Content-Type: text/xml\r\n").status, 415);
  const ReceivedReply reply = Fetch(port(), "GET", "/post");
  EXPECT_EQ(reply.status, 405);
  EXPECT_THAT(reply.head, HasSubstr("\r\nAllow: POST\r\n"));
}

TEST_F(HttpServerTest, RefusesForeignHosts) {
  Start({.allowed_hosts = {"localhost"}});
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 200);
  HttpConnection connection(port());
  connection.Send("GET /page HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_EQ(connection.ReadReply().status, 421);
}

TEST_F(HttpServerTest, RepliesAtOnceToWhoAsksBeforeSending) {
  Start();
  HttpConnection refused(port());
  refused.Send(PostHead("Content-Length: 2000000\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(refused.ReadReply().status, 413);
  HttpConnection welcome(port());
  welcome.Send(PostHead("Content-Length: 7\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(welcome.ReadReply().status, 100);
  welcome.Send("counted");
  EXPECT_EQ(welcome.ReadReply().status, 200);
}

TEST_F(HttpServerTest, SurvivesGarbageAndPeersThatLeave) {
  Start();
  HttpConnection(port()).Send(std::string("\x16\x03\x01\x00\xff\x00\r\n\r\n", 10));
  HttpConnection(port()).Send(PostHead("Content-Length: 1000\r\n"));
  for (const char* request :
       {"GET /page HTTP/1.1\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "GET\r\n\r\n",
        "POST /post HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST /post HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"}) {
    HttpConnection connection(port());
    connection.Send(request);
    EXPECT_EQ(connection.ReadReply().status, 400) << request;
  }
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 200);
}

TEST_F(HttpServerTest, RefusesWhatOthersMightReadInAnotherWay) {
  Start();
  for (const char* fields : {"Host: x\r\nHost: y\r\n", "Host: x\r\nTransfer-Encoding: identity\r\n",
                             "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n"}) {
    HttpConnection connection(port());
    connection.Send(absl::StrCat("POST /post HTTP/1.1\r\n", "Content-Type: application/json\r\n",
                                 fields, "\r\n0\r\n\r\n"));
    EXPECT_THAT(connection.ReadReply().status, ::testing::AnyOf(400, 501)) << fields;
  }
}

TEST_F(HttpServerTest, TakesAWholeUrlAsATarget) {
  Start();
  for (const char* target : {"http://x/page", "HTTP://x:80/page?query"}) {
    HttpConnection connection(port());
    connection.Send(absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(connection.ReadReply().status, 200) << target;
  }
}

TEST_F(HttpServerTest, LetsAHandlerReplyLaterFromAnotherThread) {
  hold_ = true;
  Start();
  HttpConnection first(port());
  HttpConnection second(port());
  first.Send(PostHead("Content-Length: 1\r\n") + "1");
  second.Send(PostHead("Content-Length: 1\r\n") + "2");
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 200);
  Release(2);
  EXPECT_EQ(first.ReadReply().body, "late\n");
  EXPECT_EQ(second.ReadReply().body, "late\n");
}

TEST_F(HttpServerTest, RepliesToWhatIsUnderWayBeforeItShutsDown) {
  Start();
  auto connection = std::make_unique<HttpConnection>(port());
  connection->Send(PostHead("Content-Length: 7\r\n") + "cou");
  HttpConnection idle(port());
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 200);
  std::thread shutdown([&] { server_->Shutdown(absl::Now() + absl::Seconds(20)); });
  EXPECT_TRUE(idle.WaitForEnd());
  connection->Send("nted");
  const ReceivedReply reply = connection->ReadReply();
  EXPECT_TRUE(connection->WaitForEnd());
  // The server waits for its peer to close.
  connection.reset();
  shutdown.join();
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.head, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 0);
}

TEST_F(HttpServerTest, ClosesWhatIsStillArrivingAtTheDeadline) {
  Start();
  HttpConnection connection(port());
  connection.Send(PostHead("Content-Length: 1000\r\n"));
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 200);
  const absl::Time start = absl::Now();
  server_->Shutdown(start + absl::Milliseconds(100));
  EXPECT_LT(absl::Now() - start, absl::Seconds(60));
  EXPECT_TRUE(connection.WaitForEnd());
}

TEST_F(HttpServerTest, WaitsForHandlersWhateverTheDeadline) {
  hold_ = true;
  Start();
  HttpConnection connection(port());
  connection.Send(PostHead("Content-Length: 1\r\n") + "1");
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 200);
  std::thread shutdown([&] { server_->Shutdown(absl::InfinitePast()); });
  Release(1);
  shutdown.join();
}

TEST_F(HttpServerTest, TellsWhatBecameOfRequests) {
  std::vector<std::string> seen;
  Start({.observe = [&](const HttpObservation& observation) {
    EXPECT_GE(observation.duration, absl::ZeroDuration());
    seen.push_back(absl::StrCat(observation.method, " ", observation.pattern, " ",
                                observation.status, " ", observation.body_bytes));
  }});
  Fetch(port(), "GET", "/page");
  Fetch(port(), "GET", "/none");
  Post("counted");
  HttpConnection refused(port());
  refused.Send(PostHead("Content-Length: 2000000\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(refused.ReadReply().status, 413);
  server_->Shutdown(absl::Now() + absl::Seconds(5));
  EXPECT_THAT(seen, ::testing::ElementsAre("GET /page 200 6", "GET  404 17", "POST /post 200 6",
                                           ::testing::StartsWith("POST /post 413 ")));
}

TEST_F(HttpServerTest, RefusesACertificateThatIsNone) {
  EXPECT_THAT(HttpServer::Start(ListeningSocket::Listen("127.0.0.1:0").value(),
                                {.tls_certificate = "not PEM", .tls_key = "not PEM"}, HttpRouter()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("certificate")));
}

TEST_F(HttpServerTest, RefusesWhateverAPeerAsksForIfItIsRefusedItself) {
  Start({.refuse_peer = [](int socket) { return std::string(socket >= 0 ? "not for you" : ""); }});
  HttpConnection connection(port());
  for (const char* path : {"/page", "/none"}) {
    connection.Send(absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: x\r\n\r\n"));
    const ReceivedReply reply = connection.ReadReply();
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.body, "not for you\n");
  }
  EXPECT_EQ(Post("counted").status, 403);
  EXPECT_EQ(received_, "");
}

}  // namespace
}  // namespace telemetry
