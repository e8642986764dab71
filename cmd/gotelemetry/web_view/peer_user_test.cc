#include "cmd/gotelemetry/web_view/peer_user.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "storage/unique_fd.h"
#include "tests/util/status_matchers.h"
#include "upload/http/listening_socket.h"

namespace telemetry::cmd {
namespace {

constexpr char kTable[] =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n"
    "   0: 0100007F:0FC8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 "
    "1067 1 00000000e484ffd5 100 0 0 10 0\n"
    "   1: 0100007F:0FC8 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 "
    "2001 1 0000000000000000 20 4 30 10 -1\n"
    "   2: 0100007F:D431 0100007F:0FC8 01 00000000:00000000 00:00000000 00000000 65534        0 "
    "2002 1 0000000000000000 20 4 30 10 -1\n"
    "   3: 0100007F:D432 0100007F:0FC8 04 00000000:00000000 00:00000000 00000000     0        0 "
    "0 1 0000000000000000 20 4 30 10 -1\n";

TEST(UserOfSocketTest, FindsTheSocketWithBothEnds) {
  EXPECT_EQ(UserOfSocket(kTable, "0100007F:D431", "0100007F:0FC8"), 65534u);
  EXPECT_EQ(UserOfSocket(kTable, "0100007F:0FC8", "0100007F:D431"), 1000u);
}

TEST(UserOfSocketTest, FindsNothingElse) {
  EXPECT_EQ(UserOfSocket(kTable, "0100007F:D430", "0100007F:0FC8"), std::nullopt);
  EXPECT_EQ(UserOfSocket(kTable, "0100007F:D431", "0100007F:0FC9"), std::nullopt);
  EXPECT_EQ(UserOfSocket(kTable, "local_address", "rem_address"), std::nullopt);
  EXPECT_EQ(UserOfSocket("", "0100007F:D431", "0100007F:0FC8"), std::nullopt);
  EXPECT_EQ(UserOfSocket("0: a b 01 0 0 0 x 0 1", "a", "b"), std::nullopt);
  EXPECT_EQ(UserOfSocket("0: a b 01 0 0 0 -1 0 1", "a", "b"), std::nullopt);
}

TEST(UserOfSocketTest, DoesNotTakeAClosedSocketForRoots) {
  EXPECT_EQ(UserOfSocket(kTable, "0100007F:D432", "0100007F:0FC8"), std::nullopt);
}

TEST(SocketTableNameTest, WritesAddressesAsTheKernelDoes) {
  sockaddr_storage address = {};
  EXPECT_EQ(SocketTableName(address), "");
  auto& in = reinterpret_cast<sockaddr_in&>(address);
  in.sin_family = AF_INET;
  in.sin_port = htons(4040);
  in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(SocketTableName(address), "0100007F:0FC8");
  auto& in6 = reinterpret_cast<sockaddr_in6&>(address);
  in6.sin6_family = AF_INET6;
  in6.sin6_addr = in6addr_loopback;
  EXPECT_EQ(SocketTableName(address), "00000000000000000000000001000000:0FC8");
}

// A connection to a server on `address`, by a socket of `family`.
class Connection {
 public:
  explicit Connection(const std::string& address, int family = AF_INET)
      : listener_(ListeningSocket::Listen(address).value()),
        client_(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_storage to = {};
    if (family == AF_INET) {
      auto& in = reinterpret_cast<sockaddr_in&>(to);
      in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      in.sin_port = htons(static_cast<uint16_t>(listener_.port()));
    } else {
      auto& in6 = reinterpret_cast<sockaddr_in6&>(to);
      EXPECT_EQ(inet_pton(AF_INET6, "::ffff:127.0.0.1", &in6.sin6_addr), 1);
      in6.sin6_port = htons(static_cast<uint16_t>(listener_.port()));
    }
    to.ss_family = static_cast<sa_family_t>(family);
    EXPECT_EQ(connect(client_.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    server_ = UniqueFd(accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    EXPECT_TRUE(server_.valid());
  }

  int server() const { return server_.get(); }
  void CloseClient() { client_ = UniqueFd(); }

 private:
  ListeningSocket listener_;
  UniqueFd client_;
  UniqueFd server_;
};

TEST(PeerUserTest, IsTheUserWhoConnected) {
  EXPECT_THAT(PeerUser(Connection("127.0.0.1:0").server()), IsOkAndHolds(geteuid()));
  EXPECT_THAT(PeerUser(Connection("127.0.0.1:0", AF_INET6).server()), IsOkAndHolds(geteuid()));
}

TEST(PeerUserTest, IsNobodyOnceThePeerHasClosed) {
  Connection connection("127.0.0.1:0");
  connection.CloseClient();
  EXPECT_THAT(PeerUser(connection.server()), StatusIs(absl::StatusCode::kNotFound));
}

TEST(PeerUserTest, NeedsAConnection) { EXPECT_FALSE(PeerUser(-1).ok()); }

}  // namespace
}  // namespace telemetry::cmd
