#include "upload/internal/http_protocol.h"

#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry::internal {
namespace {

using Action = HttpRoute::Action;
using ::testing::HasSubstr;

constexpr absl::CivilDay kDay(2026, 11, 18);

// Status of the error that answers `head`, or 0 if it is routed.
int ErrorStatus(const HttpRequestHead& head) {
  const std::variant<HttpRoute, HttpError> route = RouteHttpRequest(head);
  const HttpError* error = std::get_if<HttpError>(&route);
  return error == nullptr ? 0 : error->status;
}

TEST(RouteHttpRequestTest, KnowsEveryResource) {
  const struct {
    const char* method;
    const char* path;
    Action action;
    absl::CivilDay day;
  } kCases[] = {
      {"POST", "/upload/2026-11-18", Action::kUpload, kDay},
      {"GET", "/data/2026-11-18", Action::kDataset, kDay},
      {"HEAD", "/data/2026-11-18", Action::kDataset, kDay},
      {"GET", "/data/", Action::kListDays, {}},
      {"GET", "/config", Action::kConfig, {}},
      {"GET", "/healthz", Action::kHealth, {}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(std::string(c.method) + " " + c.path);
    const std::variant<HttpRoute, HttpError> route =
        RouteHttpRequest({.method = c.method, .path = c.path});
    ASSERT_TRUE(std::holds_alternative<HttpRoute>(route));
    EXPECT_EQ(std::get<HttpRoute>(route).action, c.action);
    EXPECT_EQ(std::get<HttpRoute>(route).day, c.day);
  }
}

TEST(RouteHttpRequestTest, DoesNotFindOtherPaths) {
  for (const char* path :
       {"", "/", "/data", "/data/2026-11-18/", "/data/2026-11-18.json", "/data/2026-02-30",
        "/data/ 2026-11-18", "/data/../config", "/upload", "/healthz/", "//config"}) {
    EXPECT_EQ(ErrorStatus({.method = "GET", .path = path}), 404) << path;
  }
}

TEST(RouteHttpRequestTest, RefusesAnUploadToWhatIsNotADate) {
  for (const char* path : {"/upload/", "/upload/2026-02-30", "/upload/2026-1-8", "/upload/x",
                           "/upload/2026-11-18/", "/upload/2026-11-18T00:00:00Z"}) {
    EXPECT_EQ(ErrorStatus({.method = "POST", .path = path}), 400) << path;
  }
}

TEST(RouteHttpRequestTest, NamesTheMethodsThatAreAllowed) {
  const auto upload = RouteHttpRequest({.method = "GET", .path = "/upload/2026-11-18"});
  ASSERT_TRUE(std::holds_alternative<HttpError>(upload));
  EXPECT_EQ(std::get<HttpError>(upload).status, 405);
  EXPECT_EQ(std::get<HttpError>(upload).allow, "POST");
  const auto config = RouteHttpRequest({.method = "PUT", .path = "/config"});
  ASSERT_TRUE(std::holds_alternative<HttpError>(config));
  EXPECT_EQ(std::get<HttpError>(config).status, 405);
  EXPECT_EQ(std::get<HttpError>(config).allow, "GET, HEAD");
}

TEST(RouteHttpRequestTest, JudgesAnUploadByItsHead) {
  const struct {
    const char* content_type;
    const char* content_length;
    int status;
  } kCases[] = {
      {"application/json", "10", 0},
      {"Application/JSON ; charset=utf-8", "10", 0},
      {"", "", 0},
      {"", "1048576", 0},
      {"text/plain", "10", 415},
      {"application/jsonp", "10", 415},
      {"", "1048577", 413},
      {"", "99999999999999999999", 400},
      {"", "-1", 400},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ErrorStatus({.method = "POST",
                           .path = "/upload/2026-11-18",
                           .content_type = c.content_type,
                           .content_length = c.content_length}),
              c.status)
        << c.content_type << " " << c.content_length;
  }
}

TEST(HttpErrorOfTest, RefusesForGoodOnlyWhatCannotPassLater) {
  EXPECT_EQ(HttpErrorOf(absl::InvalidArgumentError("")).status, 400);
  EXPECT_EQ(HttpErrorOf(absl::ResourceExhaustedError("")).status, 503);
  EXPECT_EQ(HttpErrorOf(absl::UnavailableError("")).status, 503);
  EXPECT_EQ(HttpErrorOf(absl::InternalError("")).status, 503);
  EXPECT_EQ(HttpErrorOf(absl::InvalidArgumentError("X is 0")).message, "X is 0");
}

TEST(CheckWeekOfUrlTest, WantsTheReportsWeek) {
  EXPECT_THAT(CheckWeekOfUrl(kDay, "2026-11-18"), IsOk());
  EXPECT_THAT(CheckWeekOfUrl(kDay, "2026-11-19"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2026-11-19")));
  EXPECT_THAT(CheckWeekOfUrl(kDay, " 2026-11-18"), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace telemetry::internal
