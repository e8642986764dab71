#include "upload/collector/connections/tls_memory_files.h"

#include <fstream>
#include <iterator>
#include <string>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry::upload_internal {
namespace {

std::string Text(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(TlsMemoryFilesTest, HoldsWhatItWasGivenLast) {
  absl::StatusOr<TlsMemoryFiles> files =
      TlsMemoryFiles::Create({.certificate = "a certificate", .key = "its key"});
  ASSERT_THAT(files, IsOk());
  EXPECT_EQ(Text(files->certificate_path()), "a certificate");
  EXPECT_EQ(Text(files->key_path()), "its key");
  EXPECT_THAT(files->Replace({.certificate = "short", .key = "a longer key than before"}), IsOk());
  EXPECT_EQ(Text(files->certificate_path()), "short");
  EXPECT_EQ(Text(files->key_path()), "a longer key than before");
}

}  // namespace
}  // namespace telemetry::upload_internal
