#include "upload/http/http_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/call_once.h"
#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "upload/http/internal/http_session.h"
#include "upload/http/tls_identity.h"

namespace telemetry {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using upload_internal::HttpSession;

namespace {

// Delay after accept() has failed, usually for lack of file descriptors.
constexpr absl::Duration kAcceptRetryDelay = absl::Milliseconds(100);

// Only suites whose keys do not outlive a connection, and that show any change of the data.
constexpr char kTls12Suites[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

// Null for plain text.
absl::StatusOr<std::shared_ptr<asio::ssl::context>> MakeTls(const std::string& certificate,
                                                            const std::string& key) {
  if (certificate.empty()) return nullptr;
  const absl::Status status = CheckTlsIdentity({.certificate = certificate, .key = key});
  if (!status.ok()) return status;
  auto tls = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  error_code error;
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1,
                   error);
  if (!error) tls->use_certificate_chain(asio::buffer(certificate), error);
  if (!error) tls->use_private_key(asio::buffer(key), asio::ssl::context::pem, error);
  if (error || SSL_CTX_set_cipher_list(tls->native_handle(), kTls12Suites) != 1) {
    return absl::InvalidArgumentError("the TLS certificate or its key is not usable");
  }
  return tls;
}

// How much of a reply the kernel buffers while the peer cannot receive it. A small limit saves
// memory and shows sooner that a slow peer makes progress.
constexpr int kMaxUnsentBytes = 32 << 10;

void SetUnsentLimit(int fd) {
  setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kMaxUnsentBytes, sizeof kMaxUnsentBytes);
}

bool IsIpv6(int fd) {
  sockaddr_storage name = {};
  socklen_t size = sizeof name;
  return getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) == 0 &&
         name.ss_family == AF_INET6;
}

bool WaitsForRequest(const HttpSession& session) {
  return session.state() == HttpSession::State::kIdle ||
         session.state() == HttpSession::State::kReceiving;
}

}  // namespace

// The thread runs everything except the constructor, Start() and Shutdown().
class HttpServer::Loop {
 public:
  Loop(ListeningSocket socket, HttpServerOptions options, HttpRouter router,
       std::shared_ptr<asio::ssl::context> tls)
      : options_(std::move(options)),
        router_(std::move(router)),
        tls_(std::move(tls)),
        port_(socket.port()),
        io_(std::make_shared<asio::io_context>(1)),
        context_(&options_, &router_, io_),
        work_(asio::make_work_guard(*io_)),
        acceptor_(*io_),
        accept_retry_(*io_),
        deadline_(*io_) {
    const bool is_ipv6 = IsIpv6(socket.fd());
    acceptor_.assign(is_ipv6 ? tcp::v6() : tcp::v4(), socket.Release());
    context_.session_ended = [this] { OnSessionEnded(); };
  }

  void Start() {
    Accept();
    thread_ = std::thread([this] { io_->run(); });
  }

  int port() const { return port_; }

  void SetTls(std::shared_ptr<asio::ssl::context> tls) {
    asio::post(*io_, [this, tls = std::move(tls)] { tls_ = tls; });
  }

  void Shutdown(absl::Time deadline) {
    absl::call_once(shutdown_once_, [&] {
      asio::post(*io_, [this, deadline] { BeginShutdown(deadline); });
      thread_.join();
    });
  }

 private:
  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (context_.shutting_down) return;
      if (error) return AcceptLater();
      // A connection that is closed leaves the table a little later.
      if (context_.sessions.size() >= options_.limits.max_connections) {
        NoteTurnedAway();
        if (!CloseLongestWaiting()) {
          socket.close(error);
          return Accept();
        }
      }
      socket.set_option(tcp::no_delay(true), error);
      SetUnsentLimit(socket.native_handle());
      std::string refusal = options_.refuse_peer(socket.native_handle());
      std::shared_ptr<HttpSession> session = upload_internal::MakeHttpSession(
          std::move(socket), tls_.get(), std::move(refusal), &context_);
      context_.sessions.emplace(session.get(), session);
      session->Start();
      Accept();
    });
  }

  void AcceptLater() {
    NoteTurnedAway();
    CloseLongestWaiting();
    accept_retry_.expires_after(absl::ToChronoMilliseconds(kAcceptRetryDelay));
    accept_retry_.async_wait([this](error_code) {
      if (!context_.shutting_down) Accept();
    });
  }

  void NoteTurnedAway() {
    ++turned_away_;
    const absl::Time now = absl::Now();
    if (now < next_told_) return;
    next_told_ = now + options_.crowded_period;
    options_.crowded(std::exchange(turned_away_, 0));
  }

  // Returns false if none waits.
  bool CloseLongestWaiting() {
    HttpSession* longest = nullptr;
    for (const auto& [session, owner] : context_.sessions) {
      if (!WaitsForRequest(*session)) continue;
      if (longest == nullptr || session->since() < longest->since()) longest = session;
    }
    if (longest != nullptr) longest->Close();
    return longest != nullptr;
  }

  void BeginShutdown(absl::Time deadline) {
    context_.shutting_down = true;
    acceptor_.close();
    accept_retry_.cancel();
    CloseAll(
        [](const HttpSession& session) { return session.state() == HttpSession::State::kIdle; });
    if (context_.sessions.empty()) return work_.reset();
    deadline_.expires_after(absl::ToChronoMilliseconds(
        std::clamp(deadline - absl::Now(), absl::ZeroDuration(), absl::Hours(24))));
    deadline_.async_wait([this](error_code error) {
      if (!error) CloseAll([](const HttpSession&) { return true; });
    });
  }

  template <typename Predicate>
  void CloseAll(Predicate predicate) {
    for (const auto& [session, owner] : context_.sessions) {
      if (predicate(*session)) session->Close();
    }
  }

  void OnSessionEnded() {
    if (!context_.shutting_down || !context_.sessions.empty()) return;
    deadline_.cancel();
    work_.reset();
  }

  const HttpServerOptions options_;
  const HttpRouter router_;
  // A connection keeps what it has begun with.
  std::shared_ptr<asio::ssl::context> tls_;
  const int port_;
  const std::shared_ptr<asio::io_context> io_;
  upload_internal::HttpSessionContext context_;
  // Keeps run() from returning while only a handler's response is pending.
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  tcp::acceptor acceptor_;
  asio::steady_timer accept_retry_;
  asio::steady_timer deadline_;
  uint64_t turned_away_ = 0;  // of which nobody was told
  absl::Time next_told_ = absl::InfinitePast();
  absl::once_flag shutdown_once_;
  std::thread thread_;
};

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(ListeningSocket socket,
                                                              HttpServerOptions options,
                                                              HttpRouter router) {
  absl::StatusOr<std::shared_ptr<asio::ssl::context>> tls =
      MakeTls(options.tls_certificate, options.tls_key);
  if (!tls.ok()) return tls.status();
  auto loop = std::make_unique<Loop>(std::move(socket), std::move(options), std::move(router),
                                     *std::move(tls));
  loop->Start();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(loop)));
}

HttpServer::HttpServer(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}

HttpServer::~HttpServer() { Shutdown(absl::InfinitePast()); }

int HttpServer::port() const { return loop_->port(); }

absl::Status HttpServer::SetTlsIdentity(const std::string& certificate, const std::string& key) {
  absl::StatusOr<std::shared_ptr<asio::ssl::context>> tls = MakeTls(certificate, key);
  if (!tls.ok()) return tls.status();
  loop_->SetTls(*std::move(tls));
  return absl::OkStatus();
}

void HttpServer::Shutdown(absl::Time deadline) { loop_->Shutdown(deadline); }

}  // namespace telemetry
