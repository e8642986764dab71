#include "upload/collector/collector_options.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;

CollectorOptions Options() {
  return {.grpc_address = "127.0.0.1:0", .http_address = "localhost:0", .data_dir = "/data"};
}

TEST(CollectorOptionsTest, TakesPlainTextOnLoopback) {
  EXPECT_THAT(CheckCollectorOptions(Options()), IsOk());
}

TEST(CollectorOptionsTest, RefusesPlainTextThatOthersCouldReach) {
  for (std::string CollectorOptions::*address :
       {&CollectorOptions::grpc_address, &CollectorOptions::http_address,
        &CollectorOptions::monitor_address}) {
    CollectorOptions options = Options();
    options.grpc_access = GrpcAccess::kExposed;
    options.*address = "0.0.0.0:0";
    EXPECT_THAT(CheckCollectorOptions(options),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("0.0.0.0:0")));
    options.allow_plain_text = true;
    EXPECT_THAT(CheckCollectorOptions(options), IsOk());
    options.allow_plain_text = false;
    options.tls.certificate = options.tls.key = "PEM";
    EXPECT_THAT(CheckCollectorOptions(options), IsOk());
  }
}

TEST(CollectorOptionsTest, NeedsADirectoryUnlessAnotherStoreIsOnlyAddedTo) {
  CollectorOptions options = Options();
  options.data_dir = "";
  EXPECT_THAT(CheckCollectorOptions(options), StatusIs(absl::StatusCode::kInvalidArgument));
  options.store = std::make_shared<const SqliteStore>("/elsewhere/reports.db");
  EXPECT_THAT(CheckCollectorOptions(options), StatusIs(absl::StatusCode::kInvalidArgument));
  options.publishes = false;
  EXPECT_THAT(CheckCollectorOptions(options), IsOk());
}

TEST(CollectorOptionsTest, WantsToKnowWhoReachesGrpc) {
  CollectorOptions options = Options();
  options.tls.certificate = options.tls.key = "PEM";
  options.http_address = "0.0.0.0:0";
  EXPECT_THAT(CheckCollectorOptions(options), IsOk());
  options.grpc_address = ":0";
  EXPECT_THAT(CheckCollectorOptions(options),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--behind-proxy")));
  for (const GrpcAccess access : {GrpcAccess::kBehindProxy, GrpcAccess::kExposed}) {
    options.grpc_access = access;
    EXPECT_THAT(CheckCollectorOptions(options), IsOk());
  }
}

TEST(CollectorOptionsTest, ShowMetricsOnlyToThisMachineOrOnAnAddressOfTheirOwn) {
  CollectorOptions options = Options();
  EXPECT_TRUE(HasMetricsOnSite(options));
  for (const char* address : {"0.0.0.0:443", ":443", "[::]:443", "telemetry.example.com:443", ""}) {
    options.http_address = address;
    EXPECT_FALSE(HasMetricsOnSite(options)) << address;
  }
  options = Options();
  options.monitor_address = "127.0.0.1:9090";
  EXPECT_FALSE(HasMetricsOnSite(options));
}

TEST(CollectorOptionsTest, SaysWhatIsWrongWithAnAddress) {
  CollectorOptions options = Options();
  options.grpc_address = "nonsense";
  EXPECT_THAT(CheckCollectorOptions(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("nonsense")));
  options.grpc_address = "127.0.0.1:65536";
  EXPECT_THAT(CheckCollectorOptions(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 65535")));
}

TEST(CollectorOptionsTest, WantsAnAddressToTakeReportsOn) {
  EXPECT_THAT(CheckCollectorOptions({.monitor_address = "127.0.0.1:0"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no address")));
}

TEST(CollectorOptionsTest, WantsTheKeyOfACertificate) {
  CollectorOptions options = Options();
  options.tls.certificate = "PEM";
  EXPECT_THAT(CheckCollectorOptions(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("certificate")));
}

}  // namespace
}  // namespace telemetry
