#include "upload/http/http_server.h"

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "upload/http/file_descriptors.h"
#include "upload/http/http_message.h"
#include "upload/http/http_router.h"
#include "upload/http/listening_socket.h"
#include "upload/testing/http_connection.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using testutil::Fetch;
using testutil::HttpConnection;
using testutil::ReceivedReply;

constexpr size_t kMaxBodyBytes = 1 << 20;
const std::string& Chunk() {
  static const auto& chunk =
      *new std::string(absl::StrCat("10000\r\n", std::string(65536, 'x'), "\r\n"));
  return chunk;
}

// A server with a page and an upload path, which holds requests and replies when told to.
class HttpServerTest : public ::testing::Test {
 protected:
  void Start(HttpServerOptions options = {}) {
    HttpRouter router;
    router.Get("/page", [](const HttpRequest&) { return TextReply(200, "hello"); });
    router.Get("/large", [](const HttpRequest&) -> HttpReply {
      return {.content_type = kTextType, .body = std::string(5'000'000, 'x')};
    });
    router.Post("/post", {.media_type = kJsonType, .max_body_bytes = kMaxBodyBytes},
                [this](const HttpRequest& request, HttpResponder respond) {
                  received_ = request.body;
                  if (!hold_) return respond(TextReply(200, "taken"));
                  absl::MutexLock lock(&mutex_);
                  held_.push_back(std::move(respond));
                });
    absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Start(
        ListeningSocket::Listen("127.0.0.1:0").value(), std::move(options), std::move(router));
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  // Waits until this many requests are held, and replies to them.
  void Release(size_t requests) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]()
                            ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return held_.size() >= requests; };
    ASSERT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(20)));
    for (const HttpResponder& respond : held_) respond(TextReply(200, "late"));
    held_.clear();
  }

  int port() const { return server_->port(); }

  ReceivedReply Post(absl::string_view body, absl::string_view fields = "") {
    return Fetch(port(), "POST", "/post",
                 absl::StrCat("Content-Length: ", body.size(), "\r\n", WithJsonType(fields)), body);
  }

  // Expects a limit on how long a chunked body that starts with `beginning` can go on.
  void RefusesLineWithoutEnd(absl::string_view beginning) {
    const std::string head = absl::StrCat(
        "POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", beginning);
    HttpConnection endless(port());
    endless.Send(head);
    int sent = 0;
    while (sent < 10'000 && endless.Send(std::string(1'000, 'a'))) ++sent;
    EXPECT_LT(sent, 10'000);
    HttpConnection just_too_long(port());
    just_too_long.Send(absl::StrCat(head, std::string(20'000, 'a')));
    EXPECT_EQ(just_too_long.ReadReply().status, 400);
  }

  static std::string PostHead(absl::string_view fields) {
    return absl::StrCat("POST /post HTTP/1.1\r\nHost: x\r\n", WithJsonType(fields), "\r\n");
  }

  static std::string WithJsonType(absl::string_view fields) {
    const bool has_type = absl::StrContains(fields, "Content-Type");
    return absl::StrCat(has_type ? "" : "Content-Type: application/json\r\n", fields);
  }

  std::string received_;
  bool hold_ = false;
  absl::Mutex mutex_;
  std::vector<HttpResponder> held_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<HttpServer> server_;
};

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

TEST_F(HttpServerTest, RepliesToABodyThatIsTooLongOnceItIsSent) {
  Start();
  EXPECT_EQ(Post(std::string(16 << 20, 'x')).status, 413);
  HttpConnection chunked(port());
  chunked.Send(PostHead("Transfer-Encoding: chunked\r\n"));
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(chunked.Send(Chunk()));
  ASSERT_TRUE(chunked.Send("0\r\n\r\n"));
  EXPECT_EQ(chunked.ReadReply().status, 413);
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

TEST_F(HttpServerTest, ClosesTheConnectionOnAnEndlessBody) {
  Start({.limits = {.max_discarded_bytes = 4 << 20}});
  HttpConnection announced(port());
  announced.Send(PostHead("Content-Length: 99999999999\r\n"));
  EXPECT_EQ(announced.ReadReply().status, 413);
  HttpConnection chunked(port());
  chunked.Send("POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  int sent = 0;
  while (sent < 10'000 && chunked.Send(Chunk())) ++sent;
  EXPECT_LT(sent, 10'000);
}

TEST_F(HttpServerTest, AsksToComeBackWhenBodiesTakeTooMuchMemory) {
  Start({.limits = {.max_buffered_bytes = 100}});
  const ReceivedReply reply = Post(std::string(101, 'x'));
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.head, HasSubstr("\r\nRetry-After: 10"));
  EXPECT_EQ(Post("counted").status, 200);
}

TEST_F(HttpServerTest, EndsAConnectionThatSendsTooSlowly) {
  Start({.limits = {.receive_timeout = absl::Milliseconds(400)}});
  HttpConnection silent(port());
  HttpConnection slow_head(port());
  HttpConnection slow_body(port());
  slow_body.Send(PostHead("Content-Length: 1000\r\n"));
  // Each byte would restart an idle timeout.
  const absl::Time start = absl::Now();
  bool head_open = true;
  bool body_open = true;
  while ((head_open || body_open) && absl::Now() - start < absl::Seconds(15)) {
    head_open = head_open && slow_head.Send("G");
    body_open = body_open && slow_body.Send("x");
    absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_FALSE(head_open);
  EXPECT_FALSE(body_open);
  EXPECT_TRUE(silent.WaitForEnd());
}

TEST_F(HttpServerTest, GivesUpOnAPeerThatTakesNothing) {
  Start({.limits = {.send_timeout = absl::Milliseconds(200)}});
  HttpConnection connection(port());
  connection.Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  absl::SleepFor(absl::Seconds(1));
  EXPECT_EQ(connection.ReadReply().status, 0);
}

TEST_F(HttpServerTest, RefusesAHeadWithoutEnd) {
  Start();
  HttpConnection connection(port());
  connection.Send("GET /page HTTP/1.1\r\n");
  int sent = 0;
  while (sent < 10'000 &&
         connection.Send(absl::StrCat("X-", sent, ": ", std::string(100, 'x'), "\r\n"))) {
    ++sent;
  }
  EXPECT_LT(sent, 10'000);
  HttpConnection just_too_long(port());
  just_too_long.Send(absl::StrCat("GET /page HTTP/1.1\r\nX: ", std::string(20'000, 'x')));
  EXPECT_EQ(just_too_long.ReadReply().status, 431);
}

TEST_F(HttpServerTest, RefusesAChunkExtensionWithoutEnd) {
  Start();
  RefusesLineWithoutEnd("1;");
}

TEST_F(HttpServerTest, RefusesTrailersWithoutEnd) {
  Start();
  RefusesLineWithoutEnd("0\r\nX: ");
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

TEST_F(HttpServerTest, HoldsAThousandIdleConnections) {
  ASSERT_GE(RaiseFileDescriptorLimit(), 2'500u);
  Start();
  std::vector<std::unique_ptr<HttpConnection>> idle;
  for (int i = 0; i < 1'000; ++i) {
    idle.push_back(std::make_unique<HttpConnection>(port()));
    // Some have sent nothing, some part of a head, some part of a body.
    const std::string parts[] = {"", "GET /page HT", PostHead("Content-Length: 10\r\n") + "12345"};
    ASSERT_TRUE(idle.back()->Send(parts[i % 3]));
  }
  const absl::Time start = absl::Now();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(Post("counted").status, 200);
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  // None was closed to make room.
  for (int i = 2; i < 1'000; i += 300) {
    ASSERT_TRUE(idle[i]->Send("67890"));
    EXPECT_EQ(idle[i]->ReadReply().status, 200);
  }
}

TEST_F(HttpServerTest, MakesRoomByClosingWhatWaitedLongest) {
  Start({.limits = {.max_connections = 10}});
  std::vector<std::unique_ptr<HttpConnection>> idle;
  for (int i = 0; i < 30; ++i) idle.push_back(std::make_unique<HttpConnection>(port()));
  EXPECT_EQ(Post("counted").status, 200);
  EXPECT_TRUE(idle.front()->WaitForEnd());
  ASSERT_TRUE(idle.back()->Send("GET /page HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(idle.back()->ReadReply().status, 200);
}

TEST_F(HttpServerTest, TurnsAwayWhoComesWhileAllOthersAreServed) {
  Start({.limits = {.max_connections = 5}});
  std::vector<std::unique_ptr<HttpConnection>> slow;
  for (int i = 0; i < 5; ++i) {
    slow.push_back(std::make_unique<HttpConnection>(port()));
    ASSERT_TRUE(slow.back()->Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_NE(slow.back()->ReadHead(), "");
  }
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 0);
  slow.pop_back();
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (Fetch(port(), "GET", "/page").status != 200 && absl::Now() < deadline) {
  }
  EXPECT_LT(absl::Now(), deadline);
}

TEST_F(HttpServerTest, GivesUpOnAPeerThatOnlyTrickles) {
  Start({.limits = {.min_sent_bytes_per_second = 100 << 20, .slow_time = absl::Milliseconds(200)}});
  HttpConnection connection(port());
  connection.Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  absl::SleepFor(absl::Milliseconds(500));
  EXPECT_EQ(connection.ReadReply().status, 0);
}

TEST_F(HttpServerTest, DropsTheBodyThatHasBeenArrivingLongest) {
  Start({.limits = {.max_buffered_bytes = 100'000}});
  HttpConnection oldest(port());
  oldest.Send(PostHead("Content-Length: 60000\r\n") + std::string(59'999, 'x'));
  absl::SleepFor(absl::Milliseconds(20));
  HttpConnection second(port());
  second.Send(PostHead("Content-Length: 30000\r\n") + std::string(29'999, 'x'));
  EXPECT_EQ(Post(std::string(60'000, 'y')).status, 200);
  EXPECT_TRUE(oldest.WaitForEnd());
  second.Send("x");
  EXPECT_EQ(second.ReadReply().status, 200);
}

TEST_F(HttpServerTest, RefusesWhatOthersMightReadInAnotherWay) {
  Start();
  for (const char* fields : {"Host: x\r\nHost: y\r\n", "Host: x\r\nTransfer-Encoding: identity\r\n",
                             "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n"}) {
    HttpConnection connection(port());
    connection.Send(absl::StrCat("POST /post HTTP/1.1\r\n", WithJsonType(fields), "\r\n0\r\n\r\n"));
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
  HttpConnection connection(port());
  connection.Send(PostHead("Content-Length: 7\r\n") + "cou");
  HttpConnection idle(port());
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 200);
  std::thread shutdown([&] { server_->Shutdown(absl::Now() + absl::Seconds(20)); });
  EXPECT_TRUE(idle.WaitForEnd());
  connection.Send("nted");
  const ReceivedReply reply = connection.ReadReply();
  // At its end: the peer closes, and so nothing is left.
  EXPECT_TRUE(connection.WaitForEnd());
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
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
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
  server_->Shutdown(absl::Now() + absl::Seconds(5));
  EXPECT_THAT(seen, ::testing::ElementsAre("GET /page 200 6", "GET  404 17", "POST /post 200 6"));
}

TEST_F(HttpServerTest, RefusesACertificateThatIsNone) {
  EXPECT_THAT(HttpServer::Start(ListeningSocket::Listen("127.0.0.1:0").value(),
                                {.tls_certificate = "not PEM", .tls_key = "not PEM"}, HttpRouter()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("certificate")));
}

}  // namespace
}  // namespace telemetry
