#include "upload/client/connection/trusted_roots.h"

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOne[] = "-----BEGIN CERTIFICATE-----\none\n-----END CERTIFICATE-----\n";
constexpr char kTwo[] = "-----BEGIN CERTIFICATE-----\ntwo\n-----END CERTIFICATE-----\n";

class TrustedRootsTest : public ::testing::Test {
 protected:
  TrustedRootsTest() {
    Write("/one.pem", kOne);
    EXPECT_THAT(EnsureDirectory(path_ + "/certs"), IsOk());
    Write("/certs/two.pem", kTwo);
    Write("/certs/README", "not a certificate");
  }

  void Write(const std::string& name, const char* contents) {
    EXPECT_THAT(WriteFileAtomically(path_ + name, contents), IsOk());
  }

  static absl::StatusOr<std::string> Roots(const std::map<std::string, std::string>& variables) {
    return RootsOfEnvironment([&](const char* name) -> const char* {
      const auto found = variables.find(name);
      return found == variables.end() ? nullptr : found->second.c_str();
    });
  }

  TempDir directory_;
  const std::string path_ = directory_.path();
};

TEST_F(TrustedRootsTest, AreTheSystemsIfNoVariableIsSet) {
  EXPECT_THAT(Roots({}), IsOkAndHolds(""));
  EXPECT_THAT(Roots({{"SSL_CERT_FILE", ""}, {"SSL_CERT_DIR", ""}}), IsOkAndHolds(""));
}

TEST_F(TrustedRootsTest, AreThoseOfTheFileAlone) {
  EXPECT_THAT(Roots({{"SSL_CERT_FILE", path_ + "/one.pem"}}),
              IsOkAndHolds(AllOf(HasSubstr(kOne), Not(HasSubstr("two")))));
}

TEST_F(TrustedRootsTest, AreThoseOfTheFileAndTheDirectories) {
  EXPECT_THAT(
      Roots({{"SSL_CERT_FILE", path_ + "/one.pem"},
             {"SSL_CERT_DIR", "/nowhere:" + path_ + "/certs"}}),
      IsOkAndHolds(AllOf(HasSubstr(kOne), HasSubstr(kTwo), Not(HasSubstr("not a certificate")))));
}

TEST_F(TrustedRootsTest, AreThoseOfTheDirectories) {
  EXPECT_THAT(Roots({{"SSL_CERT_DIR", path_ + "/certs"}}), IsOkAndHolds(HasSubstr(kTwo)));
}

TEST_F(TrustedRootsTest, AreLeftToGrpcIfItsOwnVariableIsSet) {
  EXPECT_THAT(Roots({{"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "x"}, {"SSL_CERT_FILE", "/nowhere"}}),
              IsOkAndHolds(""));
}

TEST_F(TrustedRootsTest, AreNotOthersThanThoseNamed) {
  EXPECT_THAT(Roots({{"SSL_CERT_FILE", path_ + "/none.pem"}}),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr("SSL_CERT_FILE: "), HasSubstr("/none.pem"))));
  EXPECT_THAT(Roots({{"SSL_CERT_DIR", path_ + "/none"}}),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr("SSL_CERT_DIR: "), HasSubstr("/none"))));
  EXPECT_THAT(Roots({{"SSL_CERT_FILE", path_ + "/certs/README"}}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("SSL_CERT_FILE: no certificate is in ")));
}

}  // namespace
}  // namespace telemetry
