#include "upload/http/listening_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ListeningSocketTest, RefusesWhatIsNotAnAddress) {
  for (const char* address : {"", "localhost", "localhost:", "localhost:http", "localhost:-1",
                              "localhost:65536", "localhost:+1", "::1:80", "[::1:80", "::1]:80"}) {
    EXPECT_THAT(ListeningSocket::Listen(address), StatusIs(absl::StatusCode::kInvalidArgument,
                                                           StartsWith(absl::StrCat(address, ":"))))
        << address;
  }
}

bool CanConnect(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int result = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  close(fd);
  return result == 0;
}

TEST(ListeningSocketTest, ListensOnAPortOfTheSystemsChoice) {
  absl::StatusOr<ListeningSocket> socket = ListeningSocket::Listen("127.0.0.1:0");
  ASSERT_THAT(socket, IsOk());
  EXPECT_GT(socket->port(), 0);
  EXPECT_TRUE(CanConnect(socket->port()));
}

TEST(ListeningSocketTest, ClosesUnlessReleased) {
  absl::StatusOr<ListeningSocket> socket = ListeningSocket::Listen("localhost:0");
  ASSERT_THAT(socket, IsOk());
  const int port = socket->port();
  { const ListeningSocket moved = *std::move(socket); }
  EXPECT_FALSE(CanConnect(port));
}

TEST(ListeningSocketTest, SaysThatAPortIsTaken) {
  const absl::StatusOr<ListeningSocket> first = ListeningSocket::Listen("127.0.0.1:0");
  ASSERT_THAT(first, IsOk());
  const std::string address = absl::StrCat("127.0.0.1:", first->port());
  EXPECT_THAT(ListeningSocket::Listen(address),
              StatusIs(absl::StatusCode::kUnavailable, address + ": Address already in use"));
}

TEST(ListeningSocketTest, SaysThatAnAddressIsNotThisMachines) {
  EXPECT_THAT(ListeningSocket::Listen("192.0.2.1:0"),
              StatusIs(absl::StatusCode::kUnavailable, StartsWith("192.0.2.1:0: Cannot assign")));
}

}  // namespace
}  // namespace telemetry
