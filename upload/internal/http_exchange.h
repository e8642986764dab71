// One HTTP request on its way in: what it asks for and its body, within limits.
//
//   BodyBudget budget(64 << 20);
//   HttpExchange exchange(RouteHttpRequest(head), &budget, 128 << 20);
//   while (more) if (!exchange.Receive(piece)) Close();
//   Answer(exchange.plan(), exchange.body());
//
// Thread-compatible; a budget and the exchanges that share it are used by one thread.

#ifndef UPLOAD_INTERNAL_HTTP_EXCHANGE_H_
#define UPLOAD_INTERNAL_HTTP_EXCHANGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "upload/internal/http_protocol.h"

namespace telemetry::internal {

// How many bytes the bodies that are being received may take together.
class BodyBudget {
 public:
  explicit BodyBudget(size_t limit_bytes) : left_bytes_(limit_bytes) {}

  // False, and nothing is taken, if less is left.
  bool Take(size_t bytes) {
    if (bytes > left_bytes_) return false;
    left_bytes_ -= bytes;
    return true;
  }
  void Return(size_t bytes) { left_bytes_ += bytes; }

 private:
  size_t left_bytes_;
};

class HttpExchange {
 public:
  // `budget` must outlive this.
  HttpExchange(std::variant<HttpRoute, HttpError> plan, BodyBudget* budget,
               uint64_t max_discarded_bytes);
  ~HttpExchange();
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  // Takes a piece of the body: keeps it if this is an upload that is still welcome, else throws it
  // away. A body that grows beyond the size of a report, or beyond the budget, turns the plan into
  // an error. False: more was thrown away than is bearable, and the connection is to be closed.
  bool Receive(absl::string_view piece);

  // What to answer, once the body is complete.
  const std::variant<HttpRoute, HttpError>& plan() const { return plan_; }
  const std::string& body() const { return body_; }

  // Frees the body, when it is no longer needed but the exchange still is.
  void DropBody();

 private:
  bool IsUpload() const;
  void Refuse(HttpError error);

  std::variant<HttpRoute, HttpError> plan_;
  BodyBudget* const budget_;
  const uint64_t max_discarded_bytes_;
  uint64_t received_bytes_ = 0;
  std::string body_;
};

}  // namespace telemetry::internal

#endif  // UPLOAD_INTERNAL_HTTP_EXCHANGE_H_
