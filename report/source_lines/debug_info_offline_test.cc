// DebugInfo in a program that has a build id but no debug information, while the environment names
// a server that could be asked for it.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/source_lines/debug_info.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

// Listens on a loopback port.
class Listener {
 public:
  Listener() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address_);
    auto* const address = reinterpret_cast<sockaddr*>(&address_);
    EXPECT_EQ(bind(fd_, address, size), 0);
    EXPECT_EQ(listen(fd_, /*backlog=*/8), 0);
    EXPECT_EQ(getsockname(fd_, address, &size), 0);
  }
  ~Listener() { close(fd_); }

  int port() const { return ntohs(address_.sin_port); }
  bool HasConnection() { return accept(fd_, nullptr, nullptr) >= 0; }

 private:
  const int fd_;
  sockaddr_in address_ = {};
};

TEST(DebugInfoOfflineTest, AsksNoServerForDebugInformation) {
  const TempDir cache;
  Listener server;
  const std::string url = absl::StrCat("http://127.0.0.1:", server.port());
  ASSERT_EQ(setenv("DEBUGINFOD_URLS", url.c_str(), /*replace=*/1), 0);
  ASSERT_EQ(setenv("DEBUGINFOD_CACHE_PATH", cache.path().c_str(), /*replace=*/1), 0);
  ASSERT_EQ(setenv("DEBUGINFOD_TIMEOUT", "1", /*replace=*/1), 0);
  auto info = DebugInfo::Open("/proc/self/exe");
  ASSERT_THAT(info.status(), IsOk());
  ASSERT_THAT(info->build_id(), Not(IsEmpty()));
  info->Find(/*address=*/0);
  EXPECT_FALSE(server.HasConnection());
}

}  // namespace
}  // namespace telemetry
