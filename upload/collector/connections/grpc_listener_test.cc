#include "upload/collector/connections/grpc_listener.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <sys/resource.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "upload/collector/connections/self_probe.h"
#include "upload/http/listening_socket.h"
#include "upload/testing/http_connection.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A gRPC server with nothing but the health service.
class GrpcListenerTest : public ::testing::Test {
 protected:
  void Start(const GrpcListener::Limits& limits) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    using Connections = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
    auto acceptor = builder.experimental().AddExternalConnectionAcceptor(
        Connections::FROM_FD, grpc::InsecureServerCredentials());
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    listener_ =
        std::make_unique<GrpcListener>(ListeningSocket::Listen("127.0.0.1:0").value(),
                                       std::move(acceptor), limits, [this](absl::string_view line) {
                                         const absl::MutexLock lock(&mutex_);
                                         log_.emplace_back(line);
                                       });
  }

  ~GrpcListenerTest() override {
    if (listener_ != nullptr) listener_->StopAccepting();
    if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
  }

  absl::Status Probe() {
    return ProbeGrpc(absl::StrCat("127.0.0.1:", listener_->port()), false, absl::Seconds(10));
  }

  void Eventually(const std::function<bool()>& condition) {
    const absl::Time deadline = absl::Now() + absl::Seconds(20);
    while (!condition()) {
      ASSERT_LT(absl::Now(), deadline);
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

  std::vector<std::string> Log() {
    const absl::MutexLock lock(&mutex_);
    return log_;
  }

  absl::Mutex mutex_;
  std::vector<std::string> log_;
  // A server needs one.
  grpc::CallbackGenericService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<GrpcListener> listener_;
};

TEST_F(GrpcListenerTest, ServesAndForgetsConnectionsThatHaveEnded) {
  Start({});
  EXPECT_THAT(Probe(), IsOk());
  EXPECT_THAT(Probe(), IsOk());
  Eventually([&] { return listener_->num_connections() == 0; });
  EXPECT_THAT(Log(), IsEmpty());
}

TEST_F(GrpcListenerTest, ServesWhateverNumberOfConnectionsIsOpened) {
  Start({.max_connections = 10});
  std::vector<std::unique_ptr<testutil::HttpConnection>> idle;
  for (int i = 0; i < 50; ++i) {
    idle.push_back(std::make_unique<testutil::HttpConnection>(listener_->port()));
  }
  EXPECT_THAT(Probe(), IsOk());
  EXPECT_LE(listener_->num_connections(), 10u);
  EXPECT_THAT(Log(), ElementsAre(HasSubstr("no room for more gRPC connections than 10")));
}

TEST_F(GrpcListenerTest, GivesANetworkItsShare) {
  Start({.max_connections = 100, .max_of_source = 3});
  std::vector<std::unique_ptr<testutil::HttpConnection>> idle;
  for (int i = 0; i < 20; ++i) {
    idle.push_back(std::make_unique<testutil::HttpConnection>(listener_->port()));
  }
  EXPECT_THAT(Probe(), IsOk());
  EXPECT_LE(listener_->num_connections(), 3u);
}

// Debian's gRPC never accepts again.
TEST_F(GrpcListenerTest, AcceptsAgainWhenDescriptorsHadRunOut) {
  Start({});
  rlimit usual;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &usual), 0);
  // Nothing can be opened by this process while the limit is 3.
  for (int i = 0; i < 3; ++i) {
    testutil::HttpConnection late(listener_->port());
    const rlimit none = {3, usual.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    absl::SleepFor(absl::Milliseconds(50));
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &usual), 0);
  }
  EXPECT_THAT(Probe(), IsOk());
}

TEST_F(GrpcListenerTest, EndsAConnectionThatSendsTooMuch) {
  Start({.max_received_bytes = 100'000});
  testutil::HttpConnection flood(listener_->port());
  // The preface, and then PINGs (RFC 9113, section 6.7), which a server would answer for ever.
  ASSERT_TRUE(flood.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
  ASSERT_TRUE(flood.Send(std::string("\0\0\0\4\0\0\0\0\0", 9)));
  const std::string ping(
      "\0\0\x08\x06\0\0\0\0\0"
      "12345678",
      17);
  std::string pings;
  for (int i = 0; i < 1000; ++i) pings += ping;
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (flood.Send(pings) && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_LT(absl::Now(), deadline);
  EXPECT_THAT(Probe(), IsOk());
}

TEST_F(GrpcListenerTest, TurnsConnectionsAwayWhileMemoryLacks) {
  Start({.max_memory_bytes = 1});
  testutil::HttpConnection first(listener_->port());
  Eventually([&] { return !Log().empty(); });
  EXPECT_THAT(Log(), ElementsAre(HasSubstr("MiB, so all gRPC connections are closed")));
  EXPECT_FALSE(
      ProbeGrpc(absl::StrCat("127.0.0.1:", listener_->port()), false, absl::Milliseconds(300))
          .ok());
  EXPECT_LE(listener_->num_connections(), 1u);
}

TEST_F(GrpcListenerTest, EndsWhatIsTooOld) {
  Start({.max_age = absl::Milliseconds(100)});
  testutil::HttpConnection idle(listener_->port());
  Eventually([&] { return listener_->num_connections() == 1; });
  Eventually([&] { return listener_->num_connections() == 0; });
}

TEST_F(GrpcListenerTest, StopsAccepting) {
  Start({});
  EXPECT_THAT(Probe(), IsOk());
  listener_->StopAccepting();
  EXPECT_FALSE(Probe().ok());
}

}  // namespace
}  // namespace telemetry::upload_internal
