#include "upload/http/internal/http_session.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "upload/http/host_policy.h"
#include "upload/http/internal/reply_head.h"

namespace telemetry::upload_internal {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using beast::error_code;

using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

// How much of a body is received, or read from disk and sent, at a time.
constexpr size_t kReceivedPieceBytes = 16 << 10;
constexpr size_t kSentPieceBytes = 32 << 10;

// How long, and how many bytes, a peer may still send after a reply that ends its connection. If a
// connection is closed with unread bytes in it, TCP resets it, and the peer may lose the reply.
constexpr absl::Duration kLingerTime = absl::Seconds(2);
constexpr size_t kMaxLingerBytes = 256 << 10;

std::string ToString(beast::string_view text) { return std::string(text.data(), text.size()); }

// A request may name its resource by a whole URL (RFC 9112, section 3.2.2).
std::string PathOf(const std::string& target) {
  const size_t scheme = target.find("://");
  if (absl::StartsWith(target, "/") || scheme == std::string::npos) return target;
  const size_t path = target.find('/', scheme + 3);
  return path == std::string::npos ? "/" : target.substr(path);
}

// Converts the head of a request to what handlers see.
template <typename Fields>
HttpRequest HeadOf(const http::request_header<Fields>& header) {
  HttpRequest head;
  head.method = ToString(header.method_string());
  const std::string target = ToString(header.target());
  const size_t question_mark = target.find('?');
  head.path = PathOf(target.substr(0, question_mark));
  if (question_mark != std::string::npos) head.query = target.substr(question_mark + 1);
  for (const auto& field : header) {
    head.headers.emplace_back(ToString(field.name_string()), ToString(field.value()));
  }
  return head;
}

int StatusOfParseError(error_code error) { return error == http::error::header_limit ? 431 : 400; }

bool IsParseError(error_code error) {
  return error.category() == http::make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

template <typename Stream>
class StreamSession final : public HttpSession,
                            public std::enable_shared_from_this<StreamSession<Stream>> {
 public:
  template <typename... Args>
  StreamSession(HttpSessionContext* context, std::string peer_refusal, Args&&... stream_arguments)
      : context_(*context),
        options_(*context->options),
        peer_refusal_(std::move(peer_refusal)),
        stream_(std::forward<Args>(stream_arguments)...),
        buffer_(options_.limits.max_head_bytes),
        piece_(kReceivedPieceBytes, '\0') {}

  void Start() override {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      ExpireAfter(options_.limits.receive_timeout);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](error_code error) {
                                error ? self->End() : self->ReceiveHead();
                              });
    } else {
      ReceiveHead();
    }
  }

  void Close() override {
    closing_ = true;
    // Pending operations fail, which ends the session.
    if (state_ != State::kHandling) LowestLayer().close();
  }

  State state() const override {
    const bool has_begun = buffer_.size() > 0 || (parser_.has_value() && parser_->got_some());
    return state_ == State::kIdle && has_begun ? State::kReceiving : state_;
  }

  absl::Time since() const override { return since_; }

  bool has_body() const override {
    return state_ == State::kReceiving && body_.has_value() && body_->is_kept();
  }

  void DropBody() override {
    body_->Refuse(TextReply(503, "too much is arriving"));
    Close();
  }

 private:
  using Parser = http::request_parser<http::buffer_body>;

  PlainStream& LowestLayer() { return beast::get_lowest_layer(stream_); }

  void ExpireAfter(absl::Duration timeout) {
    LowestLayer().expires_after(absl::ToChronoMilliseconds(timeout));
  }

  void Enter(State state) {
    state_ = state;
    since_ = absl::Now();
  }

  void ReceiveHead() {
    if (context_.shutting_down && buffer_.size() == 0) return End();
    parser_.emplace();
    parser_->header_limit(options_.limits.max_head_bytes);
    // IncomingBody limits the body instead.
    parser_->body_limit(std::numeric_limits<uint64_t>::max());
    Enter(State::kIdle);
    // Covers the whole request.
    ExpireAfter(options_.limits.receive_timeout);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](error_code error, size_t) { self->OnHead(error); });
  }

  void OnHead(error_code error) {
    route_ = nullptr;
    pattern_ = "";
    arrived_ = absl::Now();
    keep_alive_ = false;
    request_ = HttpRequest();
    if (error && IsParseError(error)) {
      return Send(TextReply(StatusOfParseError(error), "the request cannot be read"));
    }
    if (error) return End();
    Enter(State::kReceiving);
    keep_alive_ = parser_->get().version() == 11 && parser_->get().keep_alive();
    request_ = HeadOf(parser_->get().base());
    std::optional<HttpReply> refusal = Refusal();
    body_.emplace(
        IncomingBody::Limits{.max_body_bytes = route_ == nullptr ? 0 : route_->max_body_bytes,
                             .max_discarded_bytes = options_.limits.max_discarded_bytes},
        &context_.budget);
    const bool is_refused = refusal.has_value();
    if (is_refused) body_->Refuse(*std::move(refusal));
    const bool waits = absl::EqualsIgnoreCase(request_.Header("Expect"), "100-continue");
    const bool is_hopeless =
        parser_->content_length().value_or(0) > options_.limits.max_discarded_bytes;
    if (is_refused && (waits || is_hopeless)) {
      keep_alive_ = false;
      return Send(*body_->refusal());
    }
    waits ? SendContinue() : ReceiveBody();
  }

  // Returns why the request will not be handled, given its head. Otherwise sets the route.
  std::optional<HttpReply> Refusal() {
    if (!peer_refusal_.empty()) return TextReply(403, peer_refusal_);
    if (parser_->get().version() == 11 && request_.Header("Host").empty()) {
      return TextReply(400, "a host is needed");
    }
    if (CountHeaders(request_.headers, "Host") > 1) return TextReply(400, "one host is enough");
    // Of codings, only this one is read here.
    const absl::string_view coding = request_.Header("Transfer-Encoding");
    if (!coding.empty() && !absl::EqualsIgnoreCase(coding, "chunked")) {
      keep_alive_ = false;
      return TextReply(501, "the only transfer coding here is \"chunked\"");
    }
    std::optional<HttpReply> refusal = RefuseForeignHost(options_.allowed_hosts, request_);
    if (refusal.has_value()) return refusal;
    std::variant<const HttpRoute*, HttpRefusal> routed = context_.router->Route(request_);
    if (auto* refused = std::get_if<HttpRefusal>(&routed)) {
      pattern_ = refused->pattern;
      return std::move(refused->reply);
    }
    route_ = std::get<const HttpRoute*>(routed);
    pattern_ = route_->pattern;
    return std::nullopt;
  }

  void SendContinue() {
    static constexpr absl::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                      [self = this->shared_from_this()](error_code error, size_t) {
                        error ? self->End() : self->ReceiveBody();
                      });
  }

  void ReceiveBody() {
    if (parser_->is_done()) return Handle();
    parser_->get().body().data = piece_.data();
    parser_->get().body().size = piece_.size();
    http::async_read_some(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](error_code error, size_t) { self->OnBody(error); });
  }

  void OnBody(error_code error) {
    if (error == http::error::need_buffer) error = {};
    if (error && IsParseError(error)) {
      keep_alive_ = false;
      return Send(TextReply(400, "the body cannot be read"));
    }
    if (error) return End();
    const size_t size = piece_.size() - parser_->get().body().size;
    if (!body_->refusal().has_value()) context_.MakeRoom(size, this);
    if (!body_->Receive(absl::string_view(piece_.data(), size))) return End();
    ReceiveBody();
  }

  void Handle() {
    LowestLayer().expires_never();
    if (body_->refusal().has_value()) return Send(*body_->refusal());
    request_.body = body_->Take();
    Enter(State::kHandling);
    route_->handler(request_, [weak = this->weak_from_this(), io = context_.io](HttpReply reply) {
      asio::post(*io, [weak, reply = std::move(reply)]() mutable {
        if (const auto self = weak.lock(); self != nullptr) self->Send(std::move(reply));
      });
    });
  }

  void Send(HttpReply reply) {
    Enter(State::kSending);
    body_.reset();
    if (closing_) return End();
    if (context_.shutting_down) keep_alive_ = false;
    reply_ = std::move(reply);
    options_.observe({.pattern = pattern_,
                      .method = request_.method,
                      .status = reply_.status,
                      .body_bytes = reply_.body.size_bytes(),
                      .duration = absl::Now() - arrived_});
    head_ = ReplyHead(reply_, {.options = options_, .keep_alive = keep_alive_, .now = absl::Now()});
    if (request_.method == "HEAD") reply_.body = HttpBody();
    sent_bytes_ = 0;
    SendPiece();
  }

  // Sends the head with the first piece of the body, then the other pieces.
  void SendPiece() {
    absl::string_view piece;
    if (sent_bytes_ < reply_.body.size_bytes()) {
      const absl::StatusOr<absl::string_view> read =
          reply_.body.Piece(sent_bytes_, kSentPieceBytes, piece_);
      // The peer notices the truncation: the body is shorter than announced.
      if (!read.ok()) return End();
      piece = *read;
    }
    sent_bytes_ += piece.size();
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head_),
                                                       asio::buffer(piece.data(), piece.size())};
    asio::async_write(
        stream_, buffers,
        // Called before each write to the socket, so any progress extends the deadline.
        [this, sent_before = sent_bytes_ - piece.size()](error_code error, size_t sent) -> size_t {
          is_slow_ = IsSlow(sent_before + sent);
          ExpireAfter(options_.limits.send_timeout);
          return error || is_slow_ ? 0 : kSentPieceBytes;
        },
        [self = this->shared_from_this()](error_code error, size_t) { self->OnSent(error); });
  }

  // Whether a peer takes a reply so slowly that it only keeps its connection.
  bool IsSlow(uint64_t sent_bytes) const {
    const absl::Duration time = absl::Now() - since_;
    if (time < options_.limits.slow_time) return false;
    return static_cast<double>(sent_bytes) <
           absl::ToDoubleSeconds(time) *
               static_cast<double>(options_.limits.min_sent_bytes_per_second);
  }

  void OnSent(error_code error) {
    if (error || is_slow_) return End();
    head_.clear();
    if (sent_bytes_ < reply_.body.size_bytes()) return SendPiece();
    reply_ = HttpReply();
    piece_.resize(kReceivedPieceBytes);
    keep_alive_ ? ReceiveHead() : Linger();
  }

  // Closes the sending side, and waits for the peer to see it.
  void Linger() {
    ExpireAfter(kLingerTime);
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      stream_.async_shutdown([self = this->shared_from_this()](error_code) { self->End(); });
    } else {
      error_code ignored;
      stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
      linger_bytes_ = 0;
      DiscardUntilEnd();
    }
  }

  void DiscardUntilEnd() {
    stream_.async_read_some(asio::buffer(piece_),
                            [self = this->shared_from_this()](error_code error, size_t size) {
                              self->linger_bytes_ += size;
                              if (error || self->linger_bytes_ > kMaxLingerBytes) {
                                return self->End();
                              }
                              self->DiscardUntilEnd();
                            });
  }

  void End() {
    LowestLayer().close();
    // This may be the last reference.
    const auto self = this->shared_from_this();
    if (context_.sessions.erase(this) > 0) context_.session_ended();
  }

  HttpSessionContext& context_;
  const HttpServerOptions& options_;
  const std::string peer_refusal_;
  Stream stream_;
  // Bytes not yet consumed by the parser. Beast limits only the head; the size of this buffer also
  // bounds a chunk's extensions and the trailers.
  beast::flat_buffer buffer_;
  std::string piece_;  // of a body, received or sent
  State state_ = State::kIdle;
  absl::Time since_ = absl::Now();
  bool closing_ = false;

  // The current request.
  std::optional<Parser> parser_;
  HttpRequest request_;
  absl::Time arrived_;
  bool keep_alive_ = false;
  const HttpRoute* route_ = nullptr;
  absl::string_view pattern_ = "";  // that the path matches, also if the request is refused
  std::optional<IncomingBody> body_;
  HttpReply reply_;
  std::string head_;
  uint64_t sent_bytes_ = 0;
  bool is_slow_ = false;
  size_t linger_bytes_ = 0;
};

}  // namespace

bool HttpSessionContext::MakeRoom(size_t bytes, const HttpSession* session) {
  while (!budget.Has(bytes)) {
    HttpSession* longest = nullptr;
    for (const auto& [other, owner] : sessions) {
      if (other == session || !other->has_body()) continue;
      if (longest == nullptr || other->since() < longest->since()) longest = other;
    }
    if (longest == nullptr) return false;
    longest->DropBody();
  }
  return true;
}

std::shared_ptr<HttpSession> MakeHttpSession(asio::ip::tcp::socket socket, asio::ssl::context* tls,
                                             std::string refusal, HttpSessionContext* context) {
  if (tls == nullptr) {
    return std::make_shared<StreamSession<PlainStream>>(context, std::move(refusal),
                                                        std::move(socket));
  }
  return std::make_shared<StreamSession<TlsStream>>(context, std::move(refusal), std::move(socket),
                                                    *tls);
}

}  // namespace telemetry::upload_internal
