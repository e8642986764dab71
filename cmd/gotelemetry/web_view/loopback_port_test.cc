#include "cmd/gotelemetry/web_view/loopback_port.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "upload/http/listening_socket.h"

namespace telemetry::cmd {
namespace {

// These tests need a machine with IPv6 on loopback.
constexpr char kV4[] = "127.0.0.1";
constexpr char kV6[] = "[::1]";

absl::StatusOr<ListeningSocket> ListenAt(const std::string& host, int port) {
  return ListeningSocket::Listen(absl::StrCat(host, ":", port));
}

LoopbackPort Take(const std::string& host, int port) {
  return LoopbackPort::Listen({.host = host, .numeric = host, .port = port}).value();
}

TEST(LoopbackPortTest, KeepsOthersFromItsNumberOnBothAddresses) {
  for (const char* host : {kV4, kV6}) {
    const LoopbackPort port = Take(host, 0);
    EXPECT_THAT(ListenAt(kV4, port.port()), StatusIs(absl::StatusCode::kUnavailable)) << host;
    EXPECT_THAT(ListenAt(kV6, port.port()), StatusIs(absl::StatusCode::kUnavailable)) << host;
  }
}

TEST(LoopbackPortTest, TakesAnotherNumberIfSomebodyListensUnderTheOtherAddress) {
  const absl::StatusOr<ListeningSocket> thief = ListenAt(kV6, 0);
  ASSERT_THAT(thief, IsOk());
  EXPECT_NE(Take(kV4, thief->port()).port(), thief->port());
  const absl::StatusOr<ListeningSocket> other = ListenAt(kV4, 0);
  ASSERT_THAT(other, IsOk());
  EXPECT_NE(Take(kV6, other->port()).port(), other->port());
}

TEST(LoopbackPortTest, TakesAnotherNumberIfItsOwnIsTaken) {
  const LoopbackPort first = Take(kV4, 0);
  EXPECT_NE(Take(kV4, first.port()).port(), first.port());
}

TEST(LoopbackPortTest, GivesTheNumberBack) {
  const int port = Take(kV4, 0).port();
  EXPECT_EQ(Take(kV4, port).port(), port);
}

}  // namespace
}  // namespace telemetry::cmd
