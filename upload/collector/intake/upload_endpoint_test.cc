#include "upload/collector/intake/upload_endpoint.h"

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/report_limits.h"
#include "report/testing/report_fixture.h"
#include "storage/report_store/report_reader.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/temp_dir.h"
#include "upload/collector/internal/config_fixture.h"
#include "upload/collector/internal/worker_thread.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testutil::ToolReport;

constexpr char kUpload[] = "/upload/2026-11-18";
constexpr absl::CivilDay kWeek(2026, 11, 18);

std::string ReportJson(double x, absl::string_view counters = R"({"tool/plain": 3})") {
  return ReportToJson(ToolReport(x, counters));
}

// The route on top of a real store.
class UploadEndpointTest : public ::testing::Test {
 protected:
  UploadEndpointTest() { AddUploadRoute(&intake_, &worker_, kMaxReportBytes, router_); }

  HttpReply Post(const std::string& path, std::string body, HttpHeaders headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("Content-Length", absl::StrCat(body.size()));
    const HttpRequest request{
        .method = "POST", .path = path, .headers = std::move(headers), .body = std::move(body)};
    auto routed = router_.Route(request);
    if (auto* refusal = std::get_if<HttpRefusal>(&routed)) return refusal->reply;
    std::promise<HttpReply> reply;
    std::get<const HttpRoute*>(routed)->handler(
        request, [&](HttpReply given) { reply.set_value(std::move(given)); });
    return reply.get_future().get();
  }

  static std::string Text(const HttpReply& reply) {
    std::string buffer;
    return std::string(reply.body.Piece(0, 1 << 20, buffer).value());
  }

  std::string Dataset() {
    absl::StatusOr<std::unique_ptr<ReportReader>> reader = SqliteStore(store_path_).OpenReader();
    std::string lines;
    EXPECT_TRUE((*reader)
                    ->ForEach(kWeek,
                              [&](absl::string_view json) {
                                lines.append(json.data(), json.size()).push_back('\n');
                                return absl::OkStatus();
                              })
                    .ok());
    return lines;
  }

  TempDir dir_;
  const std::string store_path_ = dir_.path() + "/reports.db";
  const std::unique_ptr<ReportStore> store_ = SqliteStore(store_path_).OpenReports({}).value();
  const std::unique_ptr<ConfigInForce> config_ =
      PutInForce(SqliteStore(store_path_), testutil::SmallApproved().config());
  ReportIntake intake_{config_.get(), store_.get(), [](absl::string_view) {},
                       [](const TakenReport&) {},
                       [this] {
                         if (held_ != nullptr) held_->WaitForNotification();
                         return absl::FromCivil(kWeek + 1, absl::UTCTimeZone());
                       }};
  // What a report that is being checked waits for.
  absl::Notification* held_ = nullptr;
  WorkerThread worker_;
  HttpRouter router_;
};

TEST_F(UploadEndpointTest, StoresAReport) {
  const HttpReply reply = Post(kUpload, ReportJson(0.5));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(Text(reply), "{\"dropped\":[],\"numUnlisted\":0}\n");
  EXPECT_THAT(Dataset(), HasSubstr("\"X\":0.5"));
}

TEST_F(UploadEndpointTest, KeepsTheServerFromWaitingWhileAReportIsChecked) {
  absl::Notification go;
  held_ = &go;
  std::promise<HttpReply> reply;
  const std::string body = ReportJson(0.5);
  {
    // Gone when the handler has returned.
    const HttpRequest request{.method = "POST",
                              .path = kUpload,
                              .headers = {{"Content-Type", "application/json"},
                                          {"Content-Length", absl::StrCat(body.size())}},
                              .body = body};
    std::get<const HttpRoute*>(router_.Route(request))->handler(request, [&](HttpReply given) {
      reply.set_value(std::move(given));
    });
  }
  EXPECT_EQ(Dataset(), "");
  go.Notify();
  EXPECT_EQ(reply.get_future().get().status, 200);
  EXPECT_THAT(Dataset(), HasSubstr("\"X\":0.5"));
}

TEST_F(UploadEndpointTest, ListsWhatItDropped) {
  const HttpReply reply = Post(kUpload, ReportJson(0.5, R"({"tool/plain": 3, "tool/secret": 4})"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(Text(reply),
              AllOf(HasSubstr(R"("kind":"counter")"), HasSubstr(R"("name":"tool/secret")")));
}

TEST_F(UploadEndpointTest, KeepsTheFirstOfTwoReportsWithOneX) {
  EXPECT_EQ(Post(kUpload, ReportJson(0.5)).status, 200);
  EXPECT_EQ(Post(kUpload, ReportJson(0.5)).status, 200);
  const HttpReply reply = Post(kUpload, ReportJson(0.5, R"({"tool/plain": 4})"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(Text(reply), AllOf(StartsWith(R"({"notStored":")"), HasSubstr("0.5")));
  EXPECT_THAT(Dataset(), HasSubstr("\"tool/plain\":3"));
}

TEST_F(UploadEndpointTest, RefusesForGoodWhatIsMalformed) {
  EXPECT_EQ(Post(kUpload, "").status, 400);
  EXPECT_EQ(Post(kUpload, "not JSON").status, 400);
  EXPECT_EQ(Post(kUpload, "[]").status, 400);
  EXPECT_EQ(Post(kUpload, std::string(kMaxReportBytes, '[')).status, 400);
  EXPECT_EQ(Post(kUpload, ReportJson(0)).status, 400);
  EXPECT_EQ(Dataset(), "");
}

TEST_F(UploadEndpointTest, TakesAHundredKibibytes) {
  const std::string report = ReportJson(0.5);
  const auto padded = [&](size_t bytes) {
    return report + std::string(bytes - report.size(), ' ');
  };
  EXPECT_EQ(Post(kUpload, padded(kMaxReportBytes)).status, 200);
  EXPECT_EQ(Post(kUpload, padded(kMaxReportBytes + 1)).status, 413);
}

TEST_F(UploadEndpointTest, TakesNothingThatAWebPageSends) {
  EXPECT_EQ(Post(kUpload, ReportJson(0.5), {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(Post(kUpload, ReportJson(0.5), {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(Post(kUpload, ReportJson(0.5), {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(Dataset(), "");
}

TEST_F(UploadEndpointTest, SaysThatAReportIsCompressed) {
  EXPECT_EQ(Post(kUpload, ReportJson(0.5), {{"Content-Encoding", "gzip"}}).status, 415);
  EXPECT_THAT(Text(Post(kUpload, std::string("\x1f\x8b\x08\0\0", 5))), HasSubstr("compressed"));
}

TEST_F(UploadEndpointTest, RefusesAWeekThatNoClientSendsNow) {
  v1::Report report = ToolReport(0.5, "{}");
  report.set_week("2026-12-18");
  const HttpReply reply = Post("/upload/2026-12-18", ReportToJson(report));
  EXPECT_EQ(reply.status, 400);
  EXPECT_THAT(Text(reply), HasSubstr("is not from 2026-10-22 to 2026-11-20"));
}

TEST_F(UploadEndpointTest, WantsTheReportsWeekInTheUrl) {
  const HttpReply reply = Post("/upload/2026-11-19", ReportJson(0.5));
  EXPECT_EQ(reply.status, 400);
  EXPECT_THAT(Text(reply), AllOf(HasSubstr("2026-11-18"), HasSubstr("2026-11-19")));
  EXPECT_THAT(Text(Post("/upload/2026-11-32", ReportJson(0.5))), HasSubstr("2026-11-32"));
  EXPECT_EQ(Post("/upload/", ReportJson(0.5)).status, 400);
}

TEST_F(UploadEndpointTest, AsksToComeBackWhenTheStoreFails) {
  for (const absl::Status& status :
       {absl::ResourceExhaustedError("too many"), absl::UnavailableError("cannot be stored")}) {
    const HttpReply reply = UploadReply(status);
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(FindHeader(reply.headers, "Retry-After"), "10");
  }
}

}  // namespace
}  // namespace telemetry::upload_internal
