#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/collector/collector_server.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// What a collector says of its options when it starts.
class CollectorOptionsTest : public ::testing::Test {
 protected:
  CollectorOptions Options() const {
    return {
        .grpc_address = "127.0.0.1:0", .http_address = "localhost:0", .data_dir = data_dir_.path()};
  }

  const TempDir data_dir_;
};

TEST_F(CollectorOptionsTest, RefusesPlainTextThatOthersCouldReach) {
  for (std::string CollectorOptions::*address :
       {&CollectorOptions::http_address, &CollectorOptions::monitor_address}) {
    CollectorOptions options = Options();
    options.*address = "0.0.0.0:0";
    EXPECT_THAT(CollectorServer::Start(options),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("0.0.0.0:0")));
    options.allow_plain_text = true;
    EXPECT_THAT(CollectorServer::Start(options), IsOk());
  }
}

TEST_F(CollectorOptionsTest, SaysWhatIsWrongWithAnAddress) {
  CollectorOptions options = Options();
  options.grpc_address = "nonsense";
  EXPECT_THAT(CollectorServer::Start(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("nonsense")));
  options.grpc_address = "127.0.0.1:65536";
  EXPECT_THAT(CollectorServer::Start(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 65535")));
  EXPECT_THAT(CollectorServer::Start({.data_dir = data_dir_.path()}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  const absl::StatusOr<std::unique_ptr<CollectorServer>> server = CollectorServer::Start(Options());
  ASSERT_THAT(server, IsOk());
  for (std::string CollectorOptions::*address :
       {&CollectorOptions::grpc_address, &CollectorOptions::http_address}) {
    const bool is_grpc = address == &CollectorOptions::grpc_address;
    options = Options();
    options.*address =
        absl::StrCat("127.0.0.1:", is_grpc ? (*server)->grpc_port() : (*server)->http_port());
    EXPECT_THAT(CollectorServer::Start(options),
                StatusIs(absl::StatusCode::kUnavailable,
                         AllOf(HasSubstr(options.*address), HasSubstr("already in use"))));
  }
}

TEST_F(CollectorOptionsTest, SaysThatACertificateIsNotUsable) {
  CollectorOptions options = Options();
  options.tls_certificate = "not PEM";
  EXPECT_THAT(CollectorServer::Start(options), StatusIs(absl::StatusCode::kInvalidArgument));
  options.tls_key = "not PEM";
  options.http_address = "";
  EXPECT_THAT(CollectorServer::Start(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("certificate")));
}

}  // namespace
}  // namespace telemetry
