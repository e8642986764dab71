// What limits an HttpServer to what it can bear, and its peers to what is fair.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "upload/http/file_descriptors.h"
#include "upload/http/testing/http_server_fixture.h"
#include "upload/testing/http_connection.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using testutil::Fetch;
using testutil::HttpConnection;
using testutil::ReceivedReply;

class HttpLimitsTest : public testutil::HttpServerFixture {
 protected:
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
};

TEST_F(HttpLimitsTest, RepliesToABodyThatIsTooLongOnceItIsSent) {
  Start();
  EXPECT_EQ(Post(std::string(16 << 20, 'x')).status, 413);
  HttpConnection chunked(port());
  chunked.Send(PostHead("Transfer-Encoding: chunked\r\n"));
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(chunked.Send(Chunk()));
  ASSERT_TRUE(chunked.Send("0\r\n\r\n"));
  EXPECT_EQ(chunked.ReadReply().status, 413);
}

TEST_F(HttpLimitsTest, ClosesTheConnectionOnAnEndlessBody) {
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

TEST_F(HttpLimitsTest, AsksToComeBackWhenBodiesTakeTooMuchMemory) {
  Start({.limits = {.max_buffered_bytes = 100}});
  const ReceivedReply reply = Post(std::string(101, 'x'));
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.head, HasSubstr("\r\nRetry-After: 10"));
  EXPECT_EQ(Post("counted").status, 200);
}

TEST_F(HttpLimitsTest, EndsAConnectionThatSendsTooSlowly) {
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

TEST_F(HttpLimitsTest, GivesUpOnAPeerThatTakesNothing) {
  Start({.limits = {.send_timeout = absl::Milliseconds(100)}});
  HttpConnection connection(port());
  connection.Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  absl::SleepFor(absl::Milliseconds(500));
  EXPECT_EQ(connection.ReadReply().status, 0);
}

TEST_F(HttpLimitsTest, RefusesAHeadWithoutEnd) {
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

TEST_F(HttpLimitsTest, RefusesAChunkExtensionWithoutEnd) {
  Start();
  RefusesLineWithoutEnd("1;");
}

TEST_F(HttpLimitsTest, RefusesTrailersWithoutEnd) {
  Start();
  RefusesLineWithoutEnd("0\r\nX: ");
}

TEST_F(HttpLimitsTest, HoldsAThousandIdleConnections) {
  ASSERT_GE(RaiseFileDescriptorLimit(), 2'500u);
  Start();
  std::vector<std::unique_ptr<HttpConnection>> idle;
  for (int i = 0; i < 1'000; ++i) {
    idle.push_back(std::make_unique<HttpConnection>(port()));
    // Some have sent nothing, some part of a head, some part of a body.
    const std::string parts[] = {"", "GET /page HT", PostHead("Content-Length: 10\r\n") + "12345"};
    ASSERT_TRUE(idle.back()->Send(parts[i % 3]));
  }
  for (int i = 0; i < 100; ++i) ASSERT_EQ(Post("counted").status, 200);
  // None was closed to make room.
  for (int i = 2; i < 1'000; i += 300) {
    ASSERT_TRUE(idle[i]->Send("67890"));
    EXPECT_EQ(idle[i]->ReadReply().status, 200);
  }
}

TEST_F(HttpLimitsTest, SaysThatThereIsNoRoomButNotForEachConnection) {
  std::atomic<uint64_t> times = 0;
  std::atomic<uint64_t> turned_away = 0;
  Start({.limits = {.max_connections = 10}, .crowded = [&](uint64_t count) {
           ++times;
           turned_away += count;
         }});
  std::vector<std::unique_ptr<HttpConnection>> idle;
  for (int i = 0; i < 10; ++i) idle.push_back(std::make_unique<HttpConnection>(port()));
  ASSERT_TRUE(idle.back()->Send("GET /page HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(idle.back()->ReadReply().status, 200);
  EXPECT_EQ(times, 0u);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Post("counted").status, 200);
  EXPECT_EQ(times, 1u);
  EXPECT_EQ(turned_away, 1u);
}

TEST_F(HttpLimitsTest, MakesRoomByClosingWhatWaitedLongest) {
  Start({.limits = {.max_connections = 10}});
  std::vector<std::unique_ptr<HttpConnection>> idle;
  for (int i = 0; i < 30; ++i) idle.push_back(std::make_unique<HttpConnection>(port()));
  EXPECT_EQ(Post("counted").status, 200);
  EXPECT_TRUE(idle.front()->WaitForEnd());
  ASSERT_TRUE(idle.back()->Send("GET /page HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(idle.back()->ReadReply().status, 200);
}

TEST_F(HttpLimitsTest, TurnsAwayWhoComesWhileAllOthersAreServed) {
  Start({.limits = {.max_connections = 5}});
  std::vector<std::unique_ptr<HttpConnection>> slow;
  for (int i = 0; i < 5; ++i) {
    slow.push_back(std::make_unique<HttpConnection>(port()));
    ASSERT_TRUE(slow.back()->Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_NE(slow.back()->ReadHead(), "");
  }
  EXPECT_EQ(Fetch(port(), "GET", "/page").status, 0);
  slow.pop_back();
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  while (Fetch(port(), "GET", "/page").status != 200 && absl::Now() < deadline) {
  }
  EXPECT_LT(absl::Now(), deadline);
}

TEST_F(HttpLimitsTest, GivesUpOnAPeerThatOnlyTrickles) {
  Start({.limits = {.min_sent_bytes_per_second = 100 << 20, .slow_time = absl::Milliseconds(100)}});
  HttpConnection connection(port());
  connection.Send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  absl::SleepFor(absl::Milliseconds(300));
  EXPECT_EQ(connection.ReadReply().status, 0);
}

TEST_F(HttpLimitsTest, DropsTheBodyThatHasBeenArrivingLongest) {
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

}  // namespace
}  // namespace telemetry
