#include "config/private_roots.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "config/consent.h"
#include "config/mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::HasSubstr;

constexpr char kOne[] = "-----BEGIN CERTIFICATE-----\none\n-----END CERTIFICATE-----\n";
constexpr char kTwo[] = "-----BEGIN CERTIFICATE-----\ntwo\n-----END CERTIFICATE-----\n";

class PrivateRootsTest : public testing::Test {
 protected:
  PrivateRootsTest() {
    EXPECT_THAT(EnsureDirectory(dir_.path()), IsOk());
    Write(kOne);
  }

  void Write(const std::string& contents) { std::ofstream(path_) << contents; }

  absl::Status Record(const std::string& path) {
    const absl::StatusOr<PrivateRoots> roots = LoadPrivateRoots(path);
    return roots.ok() ? RecordPrivateRoots(dir_, *roots) : roots.status();
  }

  // What is recorded: "PATH: CERTIFICATES", "(none)" or the error.
  std::string Recorded() {
    const absl::StatusOr<std::optional<PrivateRoots>> roots = ReadPrivateRoots(dir_);
    if (!roots.ok()) return roots.status().ToString();
    return roots->has_value() ? (*roots)->path + ": " + (*roots)->certificates : "(none)";
  }

  const TempDir temp_dir_;
  const TelemetryDir dir_{temp_dir_.path() + "/stats.example.com_443"};
  const std::string path_ = temp_dir_.path() + "/ca.pem";
};

TEST_F(PrivateRootsTest, AreNoneUnlessRecorded) { EXPECT_EQ(Recorded(), "(none)"); }

TEST_F(PrivateRootsTest, AreReadAsRecorded) {
  EXPECT_THAT(Record(path_), IsOk());
  EXPECT_EQ(Recorded(), path_ + ": " + kOne);
}

TEST_F(PrivateRootsTest, AreRecordedInPlaceOfOthers) {
  EXPECT_THAT(Record(path_), IsOk());
  const std::string other = temp_dir_.path() + "/other.pem";
  std::ofstream(other) << kTwo;
  EXPECT_THAT(Record(other), IsOk());
  EXPECT_EQ(Recorded(), other + ": " + kTwo);
}

TEST_F(PrivateRootsTest, MeanTheSameFileInEachWorkingDirectory) {
  ASSERT_EQ(chdir(temp_dir_.path().c_str()), 0);
  EXPECT_THAT(Record("ca.pem"), IsOk());
  ASSERT_EQ(chdir("/"), 0);
  EXPECT_THAT(Recorded(), HasSubstr("/ca.pem: " + std::string(kOne)));
}

TEST_F(PrivateRootsTest, MustHaveACertificate) {
  Write("key");
  EXPECT_EQ(Record(path_), absl::InvalidArgumentError("no certificate is in " + path_));
  EXPECT_THAT(Record(temp_dir_.path() + "/none"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none")));
  EXPECT_EQ(Recorded(), "(none)");
}

TEST_F(PrivateRootsTest, AreAnErrorOnceTheFileHasChanged) {
  EXPECT_THAT(Record(path_), IsOk());
  Write(kTwo);
  EXPECT_EQ(Recorded(), "FAILED_PRECONDITION: " + path_ +
                            " has changed since it was named: name it again with --tls-roots");
  EXPECT_THAT(Record(path_), IsOk());
  EXPECT_EQ(Recorded(), path_ + ": " + kTwo);
}

TEST_F(PrivateRootsTest, AreAnErrorOnceTheFileCannotBeRead) {
  EXPECT_THAT(Record(path_), IsOk());
  ASSERT_EQ(unlink(path_.c_str()), 0);
  EXPECT_EQ(Recorded(), "NOT_FOUND: cannot open " + path_ + ": No such file or directory");
}

TEST_F(PrivateRootsTest, AreAnErrorIfOthersCouldHaveNamedThem) {
  EXPECT_THAT(Record(path_), IsOk());
  ASSERT_EQ(chmod(dir_.private_roots_path().c_str(), 0666), 0);
  EXPECT_THAT(Recorded(), HasSubstr(dir_.private_roots_path() + " could have been written by"));
}

TEST_F(PrivateRootsTest, AreAnErrorIfTheRecordIsDamaged) {
  EXPECT_THAT(WriteFileAtomically(dir_.private_roots_path(), kOne), IsOk());
  EXPECT_EQ(Recorded(), "DATA_LOSS: " + dir_.private_roots_path() + " does not begin with a path");
}

TEST_F(PrivateRootsTest, AreForgottenWithTheConsent) {
  for (const Mode mode : {Mode::kLocal, Mode::kOff}) {
    ASSERT_THAT(SetMode(dir_, Mode::kOn, absl::UnixEpoch()), IsOk());
    EXPECT_THAT(Record(path_), IsOk());
    ASSERT_THAT(SetMode(dir_, mode, absl::UnixEpoch()), IsOk());
    EXPECT_EQ(Recorded(), "(none)");
  }
}

}  // namespace
}  // namespace telemetry
