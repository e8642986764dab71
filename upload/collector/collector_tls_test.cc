// A collector that serves over TLS.

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"
#include "tests/util/status_matchers.h"
#include "upload/collector/collector_options.h"
#include "upload/collector/collector_server.h"
#include "upload/collector/connections/self_probe.h"
#include "upload/collector/testing/collector_fixture.h"
#include "upload/http/tls_identity.h"
#include "upload/testing/http_connection.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using testutil::ToolReport;

using CollectorTlsTest = testutil::CollectorFixture;

TEST_F(CollectorTlsTest, SaysThatACertificateIsNotUsable) {
  CollectorOptions options = Options();
  options.tls.certificate = "not PEM";
  options.tls.key = "not PEM";
  options.http_address = "";
  EXPECT_THAT(CollectorServer::Start(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("certificate")));
}

TEST_F(CollectorTlsTest, ServesOverTls) {
  CollectorOptions options = Options();
  options.tls.certificate = testutil::ReadWorkspaceFile("upload/testing/localhost.crt");
  options.tls.key = testutil::ReadWorkspaceFile("upload/testing/localhost.key");
  Start(options);
  EXPECT_FALSE(Upload(ToolReport(0.5, "{}")).ok());
  Connect(grpc::SslCredentials(
      {.pem_root_certs = options.tls.certificate, .pem_private_key = "", .pem_cert_chain = ""}));
  const grpc::Status status = Upload(ToolReport(0.5, "{}"));
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_NE(testutil::Fetch(server_->http_port(), "GET", "/healthz").status, 200);
}

TEST_F(CollectorTlsTest, NamesTheTlsFileThatIsOfNoUse) {
  CollectorOptions options = Options();
  options.tls = {.certificate = "not PEM", .key = "not PEM", .certificate_path = "/etc/cert.pem"};
  EXPECT_THAT(CollectorServer::Start(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/etc/cert.pem")));
}

TEST_F(CollectorTlsTest, ServesOverTlsFromFilesAndReadsThemAgain) {
  CollectorOptions options = Options();
  const absl::StatusOr<TlsIdentity> identity =
      ReadTlsIdentity("upload/testing/localhost.crt", "upload/testing/localhost.key");
  ASSERT_THAT(identity, IsOk());
  options.tls = *identity;
  Start(options);
  Connect(grpc::SslCredentials(
      {.pem_root_certs = identity->certificate, .pem_private_key = "", .pem_cert_chain = ""}));
  const grpc::Status status = Upload(ToolReport(0.5, "{}"));
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_THAT(upload_internal::ProbeGrpc(absl::StrCat("127.0.0.1:", server_->grpc_port()),
                                         /*tls=*/true, absl::Seconds(10)),
              IsOk());
  EXPECT_THAT(server_->ReloadTls(), IsOk());
  EXPECT_TRUE(Upload(ToolReport(0.25, "{}")).ok());
}

}  // namespace
}  // namespace telemetry
