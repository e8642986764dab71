// One connection of an HttpServer: receives requests, has them handled, and sends the replies.
//
//   auto session = MakeHttpSession(std::move(socket), tls, "", &context);
//   context.sessions.emplace(session.get(), session);
//   session->Start();
//
// Everything runs on the thread of the io_context; only a responder may be called elsewhere. A
// session is kept alive by the context's table and by its pending operations. A responder keeps
// only the io_context alive: what it posts finds the session, or finds it gone.

#ifndef UPLOAD_HTTP_INTERNAL_HTTP_SESSION_H_
#define UPLOAD_HTTP_INTERNAL_HTTP_SESSION_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "upload/http/http_router.h"
#include "upload/http/http_server_options.h"
#include "upload/http/internal/incoming_body.h"

namespace telemetry::upload_internal {

class HttpSession {
 public:
  enum class State {
    kIdle,       // nothing of a request has arrived
    kReceiving,  // part of a request has arrived
    kHandling,   // the handler has not responded
    kSending,
  };

  virtual ~HttpSession() = default;

  virtual void Start() = 0;
  // Closes the connection. A session in kHandling ends only when its handler responds.
  virtual void Close() = 0;
  virtual State state() const = 0;
  // When the current state began; kIdle and kReceiving count as one.
  virtual absl::Time since() const = 0;
  // Whether part of a body is being kept.
  virtual bool has_body() const = 0;
  // Forgets that part, and closes the connection.
  virtual void DropBody() = 0;
};

// Shared by all sessions of a server. Must outlive them.
struct HttpSessionContext {
  HttpSessionContext(const HttpServerOptions* options_in, const HttpRouter* router_in,
                     std::shared_ptr<boost::asio::io_context> io_in)
      : options(options_in),
        router(router_in),
        io(std::move(io_in)),
        budget(options_in->limits.max_buffered_bytes) {}

  const HttpServerOptions* const options;
  const HttpRouter* const router;
  const std::shared_ptr<boost::asio::io_context> io;
  BodyBudget budget;
  absl::flat_hash_map<HttpSession*, std::shared_ptr<HttpSession>> sessions;
  // If set, no connection reads another request.
  bool shutting_down = false;
  // Called after a session has left the table.
  std::function<void()> session_ended = [] {};

  // Makes room for `bytes` of the body of `session`, if need be by closing the connection whose body
  // has been arriving longest. Returns false if there is no other.
  bool MakeRoom(size_t bytes, const HttpSession* session);
};

// `tls` is null for plain text. If `refusal` is not empty, it is why every request is refused.
std::shared_ptr<HttpSession> MakeHttpSession(boost::asio::ip::tcp::socket socket,
                                             boost::asio::ssl::context* tls, std::string refusal,
                                             HttpSessionContext* context);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_HTTP_INTERNAL_HTTP_SESSION_H_
