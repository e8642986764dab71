// A real HttpServer on loopback for tests: a page, a large page, and an upload path that holds its
// replies when told to.
//
//   using PagesTest = HttpServerFixture;
//   TEST_F(PagesTest, ServesAPage) {
//     Start();
//     EXPECT_EQ(testutil::Fetch(port(), "GET", "/page").body, "hello\n");
//   }
//
// Not thread-safe.

#ifndef UPLOAD_HTTP_TESTING_HTTP_SERVER_FIXTURE_H_
#define UPLOAD_HTTP_TESTING_HTTP_SERVER_FIXTURE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "gtest/gtest.h"
#include "upload/http/http_router.h"
#include "upload/http/http_server.h"
#include "upload/http/http_server_options.h"
#include "upload/testing/http_connection.h"

namespace telemetry::testutil {

class HttpServerFixture : public ::testing::Test {
 protected:
  // The longest body that POST /post takes.
  static constexpr size_t kMaxBodyBytes = 1 << 20;

  // Serves GET /page, "hello"; GET /large, 5,000,000 bytes; and POST /post.
  void Start(HttpServerOptions options = {});

  // Waits until this many requests are held, and replies to them.
  void Release(size_t requests);

  int port() const { return server_->port(); }

  // Posts this body as JSON, with further header fields, each of which ends with "\r\n".
  ReceivedReply Post(absl::string_view body, absl::string_view fields = "");

  // The head of such a request, whose fields say how long its body is.
  static std::string PostHead(absl::string_view fields);

  // 64 KiB of a chunked body.
  static const std::string& Chunk();

  // What was posted last.
  std::string received_;
  // Whether to reply to a post only at Release().
  bool hold_ = false;
  absl::Mutex mutex_;
  std::vector<HttpResponder> held_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<HttpServer> server_;
};

}  // namespace telemetry::testutil

#endif  // UPLOAD_HTTP_TESTING_HTTP_SERVER_FIXTURE_H_
