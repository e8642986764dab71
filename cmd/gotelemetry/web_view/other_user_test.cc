// What a user sees of another user's viewer. Only root can become another user, so root must run these
// tests: run by anybody else, they fail and say so.

#include <sys/syscall.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cmd/gotelemetry/web_view/viewer_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/telemetry_root.h"
#include "tests/util/status_matchers.h"
#include "upload/testing/http_connection.h"

namespace telemetry::cmd {
namespace {

using ::testing::HasSubstr;
using testutil::HttpConnection;
using testutil::ReceivedReply;

constexpr uid_t kOwner = 65533;
constexpr uid_t kOther = 65534;

// Calls `function` as `user`, on a thread of its own: the system call is for one thread only.
void RunAs(uid_t user, absl::FunctionRef<void()> function) {
  std::thread([&] {
    ASSERT_EQ(syscall(SYS_setresuid, -1, user, -1), 0);
    function();
  }).join();
}

class OtherUserTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(geteuid(), 0u)
        << "only root can become another user: run this test as root, or leave it "
           "out with --test_tag_filters=-needs-root";
    // The server's thread is the owner's, since it is started by one.
    RunAs(kOwner, [this] {
      absl::StatusOr<RunningViewer> started = StartViewer(
          {.root = TelemetryRoot(fixture_.dir().path())}, {"localhost", "127.0.0.1", 0}, "aaaa");
      ASSERT_THAT(started, IsOk());
      viewer_ = std::make_unique<RunningViewer>(*std::move(started));
    });
    ASSERT_NE(viewer_, nullptr);
  }

  ReceivedReply GetAs(uid_t user, const std::string& path) {
    ReceivedReply reply;
    RunAs(user, [&] {
      HttpConnection connection(viewer_->server->port());
      connection.Send(absl::StrCat("GET ", path, " HTTP/1.1\r\nAuthorization: Bearer aaaa\r\n",
                                   "Host: localhost:", viewer_->server->port(), "\r\n\r\n"));
      reply = connection.ReadReply();
    });
    return reply;
  }

  testutil::TelemetryDirFixture fixture_;
  std::unique_ptr<RunningViewer> viewer_;
};

TEST_F(OtherUserTest, IsServedNothingEvenWithTheKey) {
  for (const char* path : {"/", "/api/state.json", "/api/file", "/nowhere"}) {
    const ReceivedReply reply = GetAs(kOther, path);
    EXPECT_EQ(reply.status, 403) << path;
    EXPECT_THAT(reply.body, HasSubstr("not for others")) << path;
  }
}

TEST_F(OtherUserTest, DoesNotKeepTheOwnerOut) {
  EXPECT_EQ(GetAs(kOther, "/").status, 403);
  EXPECT_EQ(GetAs(kOwner, "/").status, 200);
  EXPECT_EQ(GetAs(kOwner, "/api/state.json").status, 200);
  EXPECT_EQ(GetAs(0, "/api/state.json").status, 200);
}

}  // namespace
}  // namespace telemetry::cmd
