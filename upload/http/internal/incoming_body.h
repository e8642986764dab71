// The body of a request as it arrives, within limits.
//
//   BodyBudget budget(64 << 20);
//   IncomingBody body({.max_body_bytes = 1 << 20, .max_discarded_bytes = 128 << 20}, &budget);
//   while (more) if (!body.Receive(piece)) Close();
//   if (body.refusal().has_value()) Reply(*body.refusal()); else Handle(body.Take());
//
// Thread-compatible; a budget and the bodies that share it are used by one thread.

#ifndef UPLOAD_HTTP_INTERNAL_INCOMING_BODY_H_
#define UPLOAD_HTTP_INTERNAL_INCOMING_BODY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "upload/http/http_message.h"

namespace telemetry::upload_internal {

// Limits the memory of all bodies that are being received.
class BodyBudget {
 public:
  explicit BodyBudget(size_t limit_bytes) : left_bytes_(limit_bytes) {}

  // Returns false, and takes nothing, if less than `bytes` is left.
  bool Take(size_t bytes) {
    if (bytes > left_bytes_) return false;
    left_bytes_ -= bytes;
    return true;
  }
  bool Has(size_t bytes) const { return bytes <= left_bytes_; }
  void Return(size_t bytes) { left_bytes_ += bytes; }

 private:
  size_t left_bytes_;
};

class IncomingBody {
 public:
  struct Limits {
    uint64_t max_body_bytes;
    uint64_t max_discarded_bytes;
  };

  // `budget` must outlive this.
  IncomingBody(const Limits& limits, BodyBudget* budget);
  ~IncomingBody();
  IncomingBody(const IncomingBody&) = delete;
  IncomingBody& operator=(const IncomingBody&) = delete;

  // Marks the body as unwanted; `reply` says why. If called again, the first reply stays.
  void Refuse(HttpReply reply);

  // Receives a piece of the body: keeps it, or discards it if the body is refused. A body that
  // exceeds its route's limit is refused with 413, one that exceeds the budget with 503. Returns
  // false if even the limit for discarding is exceeded and the connection should be closed.
  bool Receive(absl::string_view piece);

  // Whether bytes are kept.
  bool is_kept() const { return taken_bytes_ > 0; }

  const std::optional<HttpReply>& refusal() const { return refusal_; }

  // Returns the body. Its share of the budget is released when this object is destroyed.
  std::string Take() { return std::move(bytes_); }

 private:
  const Limits limits_;
  BodyBudget* const budget_;
  uint64_t received_bytes_ = 0;
  size_t taken_bytes_ = 0;  // from the budget
  std::string bytes_;
  std::optional<HttpReply> refusal_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_HTTP_INTERNAL_INCOMING_BODY_H_
