// Serves HTTP/1.1, in plain text or over TLS.
//
//   HttpRouter router;
//   router.Get("/healthz", [](const HttpRequest&) { return TextReply(200, "ok"); });
//   absl::StatusOr<ListeningSocket> socket = ListeningSocket::Listen("127.0.0.1:0");
//   absl::StatusOr<std::unique_ptr<HttpServer>> server =
//       HttpServer::Start(*std::move(socket), {}, std::move(router));
//   Fetch((*server)->port());
//   (*server)->Shutdown(absl::Now() + absl::Seconds(10));
//
// One thread serves all connections and calls all handlers (http_router.h). A silent or trickling
// connection costs a file descriptor and a few kilobytes until its time is up, but no thread, so it
// holds up nobody.
//
// A body that is refused by the head of its request (too large, wrong type) is read and discarded,
// up to a limit, before the reply is sent. Most clients send the whole body before they read; they
// would otherwise see a connection reset instead of the reply. A client that sends "Expect:
// 100-continue" gets the refusal at once.
//
// Peers' addresses are not looked at, except by HttpServerOptions::refuse_peer.
//
// Thread-safe.

#ifndef UPLOAD_HTTP_HTTP_SERVER_H_
#define UPLOAD_HTTP_HTTP_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "upload/http/http_router.h"
#include "upload/http/http_server_options.h"
#include "upload/http/listening_socket.h"

namespace telemetry {

class HttpServer {
 public:
  // Serves on `socket`. InvalidArgument if the certificate or the key is unusable.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(ListeningSocket socket,
                                                           HttpServerOptions options,
                                                           HttpRouter router);

  // Shuts down at once, unless Shutdown() has been called.
  ~HttpServer();

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;

  // Shows these to new connections from now on. The server must have been started with TLS.
  // InvalidArgument if they are unusable: those that were there stay.
  absl::Status SetTlsIdentity(const std::string& certificate, const std::string& key);

  // Stops accepting connections, replies to the requests that have arrived, and closes. At
  // `deadline` it also closes connections that are still receiving or sending, but it always waits
  // for handlers to respond. Further calls do nothing. Must not be called from a handler.
  void Shutdown(absl::Time deadline);

 private:
  class Loop;

  explicit HttpServer(std::unique_ptr<Loop> loop);

  const std::unique_ptr<Loop> loop_;
};

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_SERVER_H_
