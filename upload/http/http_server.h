// Serves HTTP/1.1, in plain text or over TLS.
//
//   HttpRouter router;
//   router.Get("/healthz", [](const HttpRequest&) { return TextReply(200, "ok"); });
//   absl::StatusOr<ListeningSocket> socket = ListeningSocket::Listen("127.0.0.1:0");
//   absl::StatusOr<std::unique_ptr<HttpServer>> server =
//       HttpServer::Start(*std::move(socket), {}, std::move(router));
//   ... Fetch from (*server)->port() ...
//   (*server)->Shutdown(absl::Now() + absl::Seconds(10));
//
// One thread serves all connections and calls all handlers (http_router.h). A connection that sends
// nothing, or a byte now and then, costs a file descriptor and a few kilobytes until its time is
// up, and no thread: it holds nobody up.
//
// A body that is refused before it is read (too large, wrong type) is read and thrown away, up to a
// limit, before the reply is sent: a client that sends its body and only then reads, as most do,
// would else find its connection reset instead of the reply. Who sends "Expect: 100-continue" gets
// the refusal at once.
//
// Peers' addresses are not looked at.
//
// Thread-safe.

#ifndef UPLOAD_HTTP_HTTP_SERVER_H_
#define UPLOAD_HTTP_HTTP_SERVER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "upload/http/http_router.h"
#include "upload/http/http_server_options.h"
#include "upload/http/listening_socket.h"

namespace telemetry {

class HttpServer {
 public:
  // Serves on `socket`. InvalidArgument if the certificate or the key is not usable.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(ListeningSocket socket,
                                                           HttpServerOptions options,
                                                           HttpRouter router);

  // Shuts down at once, if Shutdown() was not called.
  ~HttpServer();

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;

  // Takes no more connections, replies to what has arrived, and closes. At `deadline` closes also
  // what is still being received or sent, but a handler that has not responded is always waited
  // for. Further calls do nothing. Not from a handler.
  void Shutdown(absl::Time deadline);

 private:
  class Loop;

  explicit HttpServer(std::unique_ptr<Loop> loop);

  const std::unique_ptr<Loop> loop_;
};

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_SERVER_H_
