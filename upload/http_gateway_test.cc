#include "upload/http_gateway.h"

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/approved_counters.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "storage/report_reader.h"
#include "storage/report_store.h"
#include "tests/util/status_matchers.h"
#include "upload/http/listening_socket.h"
#include "upload/internal/report_intake.h"
#include "upload/testing/http_connection.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using testing::Fetch;
using ::testing::HasSubstr;
using testing::HttpConnection;
using ::testing::Not;
using testing::PostJson;
using testing::ReceivedReply;
using ::testing::SizeIs;
using testing::ToolReport;

constexpr char kUpload[] = "/upload/2026-11-18";
constexpr char kDataset[] = "/data/2026-11-18";

std::string ReportJson(double x, absl::string_view counters = R"({"tool/plain": 3})") {
  return ReportToJson(ToolReport(x, counters));
}

// A gateway in front of a store, on a port of its own.
class HttpGatewayTest : public ::testing::Test {
 protected:
  HttpGatewayTest()
      : store_path_(absl::StrCat(std::string(::testing::TempDir()), "/",
                                 ::testing::UnitTest::GetInstance()->current_test_info()->name(),
                                 ".db")),
        approved_(testing::SmallApproved()) {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(store_path_ + suffix);
    store_ = ReportStore::Open(store_path_).value();
    intake_ = std::make_unique<internal::ReportIntake>(&approved_, store_.get(),
                                                       [](absl::string_view) {});
  }

  void Start(const HttpGateway::Options& options = {}) {
    absl::StatusOr<std::unique_ptr<HttpGateway>> gateway = HttpGateway::Start(
        ListeningSocket::Listen("127.0.0.1:0").value(), options,
        {.approved = &approved_, .intake = intake_.get(), .store_path = store_path_});
    ASSERT_THAT(gateway, IsOk());
    gateway_ = *std::move(gateway);
  }

  int port() const { return gateway_->port(); }
  int64_t StoredReports() {
    return ReportReader::Open(store_path_)->Count(absl::CivilDay(2026, 11, 18)).value();
  }

  const std::string store_path_;
  const ApprovedCounters approved_;
  std::unique_ptr<ReportStore> store_;
  std::unique_ptr<internal::ReportIntake> intake_;
  std::unique_ptr<HttpGateway> gateway_;
};

TEST_F(HttpGatewayTest, StoresAReport) {
  Start();
  const ReceivedReply reply = PostJson(port(), kUpload, ReportJson(0.5));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "{\"dropped\":[]}\n");
  EXPECT_EQ(StoredReports(), 1);
}

TEST_F(HttpGatewayTest, StoresWhatIsApprovedAndListsTheRest) {
  Start();
  const ReceivedReply reply =
      PostJson(port(), kUpload, ReportJson(0.5, R"({"tool/plain": 3, "tool/secret": 4})"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.body, HasSubstr(R"("name":"tool/secret")"));
  const std::string dataset = Fetch(port(), "GET", kDataset).body;
  EXPECT_THAT(dataset, AllOf(HasSubstr("tool/plain"), Not(HasSubstr("secret"))));
}

TEST_F(HttpGatewayTest, KeepsTheFirstOfTwoReportsWithOneX) {
  Start();
  EXPECT_EQ(PostJson(port(), kUpload, ReportJson(0.5)).status, 200);
  EXPECT_EQ(PostJson(port(), kUpload, ReportJson(0.5)).status, 200);
  const ReceivedReply reply = PostJson(port(), kUpload, ReportJson(0.5, R"({"tool/plain": 4})"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.body, AllOf(HasSubstr(R"("kind":"report")"), HasSubstr("0.5")));
  EXPECT_THAT(Fetch(port(), "GET", kDataset).body, HasSubstr("\"tool/plain\":3"));
  EXPECT_EQ(StoredReports(), 1);
}

TEST_F(HttpGatewayTest, RefusesWhatIsMalformed) {
  Start();
  EXPECT_EQ(PostJson(port(), kUpload, "").status, 400);
  EXPECT_EQ(PostJson(port(), kUpload, "not JSON").status, 400);
  EXPECT_EQ(PostJson(port(), kUpload, "[]").status, 400);
  EXPECT_EQ(PostJson(port(), kUpload, std::string(1 << 20, '[')).status, 400);
  EXPECT_EQ(PostJson(port(), kUpload, ReportJson(0)).status, 400);
  EXPECT_EQ(PostJson(port(), "/upload/2026-11-19", ReportJson(0.5)).status, 400);
  EXPECT_EQ(PostJson(port(), "/upload/2026-11-32", ReportJson(0.5)).status, 400);
  EXPECT_EQ(StoredReports(), 0);
}

TEST_F(HttpGatewayTest, RefusesOtherTypesAndMethods) {
  Start();
  const std::string body = ReportJson(0.5);
  const std::string length = absl::StrCat("Content-Length: ", body.size(), "\r\n");
  EXPECT_EQ(Fetch(port(), "POST", kUpload, length + "Content-Type: text/xml\r\n", body).status,
            415);
  EXPECT_EQ(Fetch(port(), "POST", kUpload, length, body).status, 200);
  const ReceivedReply reply = Fetch(port(), "GET", kUpload);
  EXPECT_EQ(reply.status, 405);
  EXPECT_THAT(reply.head, HasSubstr("\r\nAllow: POST"));
  EXPECT_EQ(Fetch(port(), "DELETE", kDataset).status, 405);
  EXPECT_EQ(Fetch(port(), "GET", "/favicon.ico").status, 404);
}

TEST_F(HttpGatewayTest, ServesTheDatasetOfADayByX) {
  Start();
  for (const double x : {0.75, 0.25, 0.5}) PostJson(port(), kUpload, ReportJson(x));
  const ReceivedReply reply = Fetch(port(), "GET", kDataset);
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.head, HasSubstr("application/x-ndjson"));
  std::string expected;
  for (const double x : {0.25, 0.5, 0.75}) {
    absl::StrAppend(&expected, ReportToCompactJson(ToolReport(x, R"({"tool/plain": 3})")), "\n");
  }
  EXPECT_EQ(reply.body, expected);
  EXPECT_EQ(Fetch(port(), "GET", "/data/").body, "{\"days\":[\"2026-11-18\"]}\n");
  EXPECT_EQ(Fetch(port(), "HEAD", kDataset).status, 200);
  EXPECT_EQ(Fetch(port(), "GET", "/data/2026-11-25").status, 404);
}

TEST_F(HttpGatewayTest, StreamsADatasetOfManyPages) {
  Start();
  const std::string line(100'000, 'x');
  for (int i = 1; i <= 30; ++i) {
    ASSERT_THAT(store_->PutAndWait(absl::CivilDay(2026, 11, 18), i, line), IsOk());
  }
  EXPECT_THAT(Fetch(port(), "GET", kDataset).body, SizeIs(30 * 100'001));
}

TEST_F(HttpGatewayTest, ServesConfigAndHealth) {
  Start();
  EXPECT_THAT(Fetch(port(), "GET", "/config").body, HasSubstr("\"example.com/tool\""));
  EXPECT_EQ(Fetch(port(), "GET", "/healthz").body, "ok\n");
}

TEST_F(HttpGatewayTest, ServesManyRequestsOnOneConnection) {
  Start();
  HttpConnection connection(port());
  for (int i = 1; i <= 20; ++i) {
    const std::string body = ReportJson(i / 100.0);
    ASSERT_TRUE(connection.Send(absl::StrCat("POST ", kUpload, " HTTP/1.1\r\nHost: x\r\n",
                                             "Content-Length: ", body.size(), "\r\n\r\n", body)));
    ASSERT_EQ(connection.ReadReply().status, 200);
  }
  EXPECT_EQ(StoredReports(), 20);
}

TEST_F(HttpGatewayTest, TakesAChunkedBody) {
  Start();
  HttpConnection connection(port());
  connection.Send(absl::StrCat("POST ", kUpload, " HTTP/1.1\r\nHost: x\r\n",
                               "Transfer-Encoding: chunked\r\n\r\n"));
  const std::string body = ReportJson(0.5);
  for (const char c : body)
    ASSERT_TRUE(connection.Send(absl::StrCat("1\r\n", std::string(1, c), "\r\n")));
  ASSERT_TRUE(connection.Send("0\r\n\r\n"));
  EXPECT_EQ(connection.ReadReply().status, 200);
}

TEST_F(HttpGatewayTest, AnswersABodyThatIsTooLongOnceItIsSent) {
  Start();
  EXPECT_EQ(PostJson(port(), kUpload, std::string(16 << 20, 'x')).status, 413);
  HttpConnection chunked(port());
  chunked.Send(absl::StrCat("POST ", kUpload, " HTTP/1.1\r\nHost: x\r\n",
                            "Transfer-Encoding: chunked\r\n\r\n"));
  const std::string chunk = absl::StrCat("10000\r\n", std::string(65536, 'x'), "\r\n");
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(chunked.Send(chunk));
  ASSERT_TRUE(chunked.Send("0\r\n\r\n"));
  EXPECT_EQ(chunked.ReadReply().status, 413);
}

TEST_F(HttpGatewayTest, AnswersAtOnceWhoAsksBeforeSending) {
  Start();
  HttpConnection connection(port());
  connection.Send(absl::StrCat("POST ", kUpload,
                               " HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n",
                               "Expect: 100-continue\r\n\r\n"));
  EXPECT_EQ(connection.ReadReply().status, 413);
}

TEST_F(HttpGatewayTest, ClosesTheConnectionOnAnEndlessBody) {
  Start({.max_discarded_bytes = 4 << 20});
  HttpConnection announced(port());
  announced.Send(absl::StrCat("POST ", kUpload,
                              " HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"));
  EXPECT_EQ(announced.ReadReply().status, 413);
  HttpConnection chunked(port());
  chunked.Send("POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = absl::StrCat("10000\r\n", std::string(65536, 'x'), "\r\n");
  int sent = 0;
  while (sent < 10'000 && chunked.Send(chunk)) ++sent;
  EXPECT_LT(sent, 10'000);
}

TEST_F(HttpGatewayTest, EndsAConnectionThatSendsTooSlowly) {
  Start({.receive_timeout = absl::Milliseconds(400)});
  HttpConnection silent(port());
  HttpConnection slow_head(port());
  HttpConnection slow_body(port());
  slow_body.Send(absl::StrCat("POST ", kUpload, " HTTP/1.1\r\nContent-Length: 1000\r\n\r\n"));
  // Each byte would start an idle time-out anew.
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

TEST_F(HttpGatewayTest, RefusesAHeadWithoutEnd) {
  Start();
  HttpConnection connection(port());
  connection.Send("GET /healthz HTTP/1.1\r\n");
  int sent = 0;
  while (sent < 10'000 &&
         connection.Send(absl::StrCat("X-", sent, ": ", std::string(100, 'x'), "\r\n"))) {
    ++sent;
  }
  EXPECT_LT(sent, 10'000);
  EXPECT_EQ(Fetch(port(), "GET", "/healthz").status, 200);
}

TEST_F(HttpGatewayTest, SurvivesGarbageAndPeersThatLeave) {
  Start();
  HttpConnection(port()).Send(std::string("\x16\x03\x01\x00\xff\x00\r\n\r\n", 10));
  HttpConnection(port()).Send("POST / HTTP/9.9\r\n\r\n");
  HttpConnection(port()).Send(
      absl::StrCat("POST ", kUpload, " HTTP/1.1\r\nContent-Length: -5\r\n\r\n"));
  const std::string body = ReportJson(0.5);
  // Gone while its report is committed.
  HttpConnection(port()).Send(absl::StrCat("POST ", kUpload, " HTTP/1.1\r\nHost: x\r\n",
                                           "Content-Length: ", body.size(), "\r\n\r\n", body));
  EXPECT_EQ(Fetch(port(), "GET", "/healthz").status, 200);
}

TEST_F(HttpGatewayTest, AsksToComeBackWhenBodiesTakeTooMuchMemory) {
  Start({.max_buffered_bytes = 100});
  const ReceivedReply reply = PostJson(port(), kUpload, ReportJson(0.5));
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.head, HasSubstr("\r\nRetry-After: 10"));
  EXPECT_EQ(StoredReports(), 0);
}

TEST_F(HttpGatewayTest, AnswersWhatIsUnderWayBeforeItShutsDown) {
  Start();
  const std::string body = ReportJson(0.5);
  HttpConnection connection(port());
  connection.Send(absl::StrCat("POST ", kUpload, " HTTP/1.1\r\nHost: x\r\n",
                               "Content-Length: ", body.size(), "\r\n\r\n", body.substr(0, 10)));
  HttpConnection idle(port());
  EXPECT_EQ(Fetch(port(), "GET", "/healthz").status, 200);
  std::thread shutdown([&] { gateway_->Shutdown(absl::Now() + absl::Seconds(20)); });
  connection.Send(body.substr(10));
  const ReceivedReply reply = connection.ReadReply();
  shutdown.join();
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(idle.WaitForEnd());
  EXPECT_EQ(StoredReports(), 1);
}

TEST_F(HttpGatewayTest, ClosesWhatIsStillArrivingAtTheDeadline) {
  Start();
  HttpConnection connection(port());
  connection.Send(absl::StrCat("POST ", kUpload, " HTTP/1.1\r\nContent-Length: 1000\r\n\r\n"));
  EXPECT_EQ(Fetch(port(), "GET", "/healthz").status, 200);
  const absl::Time start = absl::Now();
  gateway_->Shutdown(start + absl::Milliseconds(100));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  EXPECT_TRUE(connection.WaitForEnd());
}

TEST_F(HttpGatewayTest, RefusesACertificateThatIsNone) {
  EXPECT_THAT(HttpGateway::Start(
                  ListeningSocket::Listen("127.0.0.1:0").value(),
                  {.tls_certificate = "not PEM", .tls_key = "not PEM"},
                  {.approved = &approved_, .intake = intake_.get(), .store_path = store_path_}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("certificate")));
}

}  // namespace
}  // namespace telemetry
