#include "upload/http/tls_identity.h"

#include <sys/stat.h>

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kCertificate[] = "upload/testing/localhost.crt";
constexpr char kKey[] = "upload/testing/localhost.key";

absl::Time Day(int year, int month, int day) {
  return absl::FromCivil(absl::CivilDay(year, month, day), absl::UTCTimeZone());
}

class TlsIdentityTest : public ::testing::Test {
 protected:
  // A file with this text, which only its owner can read.
  std::string Write(const std::string& name, const std::string& text, mode_t mode = 0600) {
    const std::string path = absl::StrCat(dir_.path(), "/", name);
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }

  TempDir dir_;
};

TEST_F(TlsIdentityTest, ReadsACertificateAndItsKey) {
  const std::string key = Write("key.pem", ReadFile(kKey, 1 << 20).value());
  const absl::StatusOr<TlsIdentity> identity = ReadTlsIdentity(kCertificate, key);
  ASSERT_THAT(identity, IsOk());
  EXPECT_THAT(TlsConcerns(*identity, Day(2027, 1, 1)), IsEmpty());
}

TEST_F(TlsIdentityTest, NamesTheFileThatIsOfNoUse) {
  const std::string text = Write("text.pem", "text");
  EXPECT_THAT(ReadTlsIdentity(text, kKey),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       absl::StrCat(text, ": not a certificate in PEM")));
  EXPECT_THAT(ReadTlsIdentity(kCertificate, text),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       absl::StrCat(text, ": not a private key in PEM")));
  EXPECT_THAT(ReadTlsIdentity(kCertificate, kCertificate),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(kCertificate)));
  EXPECT_THAT(ReadTlsIdentity(kCertificate, "/no/such/key.pem"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/such/key.pem")));
}

TEST_F(TlsIdentityTest, RefusesTheKeyOfAnotherCertificate) {
  // A key of the curve P-256, made for this test.
  const std::string other =
      Write("other.pem",
            "-----BEGIN PRIVATE KEY-----\n"
            "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmLRrU2HaM3J1S7u5\n"
            "7gNEyRduvu2+9UnkNb3/yO2EJ62hRANCAAQuzJTmiFqlehJrkr+N5fubaE4ZlW2A\n"
            "UVvytpk5xxQhhksZwfb9yjr+2UV74nM/79VaAn0BOk1dRpXYZeD/V8hS\n"
            "-----END PRIVATE KEY-----\n");
  EXPECT_THAT(ReadTlsIdentity(kCertificate, other),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr(other), HasSubstr("not the key of the certificate"))));
}

TEST_F(TlsIdentityTest, AsksForNoPassphrase) {
  const std::string locked =
      Write("locked.pem",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAigPd/cuZiQiAICCAAw\n"
            "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEAJN2OkVW5k+nd5lUrXCuQsEgZDf\n"
            "/lo0zmgHza4jnNUNdoq/RV1YjOe1ywsBsf9lRMR5Dtsc6KjzaGTXc3JOv8/HWp/d\n"
            "LZmTMKguMx4/rDCHGTWTc1hrboBQh54w3rDCGG3NgMFElIeGtkdeCyQZNdaGOxD8\n"
            "2pmrjM5VLN4P2bek7k3RSTEcM6bQrEAPotwhxlHQzmuEzedT/seQDaxDt2z7xl0=\n"
            "-----END ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_THAT(ReadTlsIdentity(kCertificate, locked),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       absl::StrCat(locked, ": the key has a passphrase")));
}

TEST_F(TlsIdentityTest, SaysWhenACertificateIsValid) {
  const TlsIdentity identity{.certificate = ReadFile(kCertificate, 1 << 20).value(),
                             .key = ReadFile(kKey, 1 << 20).value(),
                             .certificate_path = "cert.pem"};
  EXPECT_THAT(TlsConcerns(identity, Day(2026, 11, 1)),
              ElementsAre("cert.pem: not valid before 2026-11-22"));
  EXPECT_THAT(TlsConcerns(identity, Day(2126, 10, 20)),
              ElementsAre("cert.pem: expires on 2126-10-29"));
  EXPECT_THAT(TlsConcerns(identity, Day(2126, 11, 1)),
              ElementsAre("cert.pem: expired on 2126-10-29"));
}

TEST_F(TlsIdentityTest, SaysThatOthersCanReadTheKey) {
  TlsIdentity identity{.certificate = ReadFile(kCertificate, 1 << 20).value(),
                       .key = ReadFile(kKey, 1 << 20).value()};
  identity.key_path = Write("key.pem", identity.key, 0640);
  EXPECT_THAT(TlsConcerns(identity, Day(2027, 1, 1)),
              ElementsAre(absl::StrCat(identity.key_path,
                                       ": others can read or change the key (mode 0640)")));
}

}  // namespace
}  // namespace telemetry
