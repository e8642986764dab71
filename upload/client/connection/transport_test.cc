#include "upload/client/connection/transport.h"

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "storage/host_port.h"

namespace telemetry {
namespace {

TEST(ChooseTransportTest, IsTlsToARemoteHost) {
  EXPECT_EQ(*ChooseTransport(*ParseHostPort("stats.example.com:443"), {}), Transport::kTls);
}

TEST(ChooseTransportTest, IsPlainTextToThisMachine) {
  EXPECT_EQ(*ChooseTransport(*ParseHostPort("127.0.0.1:8443"), {}), Transport::kPlainText);
}

TEST(ChooseTransportTest, IsPlainTextToARemoteHostOnlyWhenAllowed) {
  EXPECT_EQ(*ChooseTransport(*ParseHostPort("stats.example.com:443"), {.allow_plain_text = true}),
            Transport::kPlainText);
}

TEST(ChooseTransportTest, IsTlsToThisMachineWhenCertificatesAreGiven) {
  EXPECT_EQ(*ChooseTransport(*ParseHostPort("localhost:8443"), {.tls_root_certificates = "PEM"}),
            Transport::kTls);
}

TEST(ChooseTransportTest, RefusesCertificatesTogetherWithPlainText) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      ChooseTransport(*ParseHostPort("a.example:443"),
                      {.allow_plain_text = true, .tls_root_certificates = "PEM"})
          .status()));
}

}  // namespace
}  // namespace telemetry
