#include "upload/http/internal/incoming_body.h"

#include <utility>

#include "upload/http/http_router.h"

namespace telemetry::upload_internal {

IncomingBody::IncomingBody(const Limits& limits, BodyBudget* budget)
    : limits_(limits), budget_(budget) {}

IncomingBody::~IncomingBody() { budget_->Return(taken_bytes_); }

void IncomingBody::Refuse(HttpReply reply) {
  if (refusal_.has_value()) return;
  refusal_ = std::move(reply);
  bytes_ = std::string();
  budget_->Return(std::exchange(taken_bytes_, 0));
}

bool IncomingBody::Receive(absl::string_view piece) {
  received_bytes_ += piece.size();
  if (!refusal_.has_value()) {
    if (received_bytes_ > limits_.max_body_bytes) {
      Refuse(TooLargeReply(limits_.max_body_bytes));
    } else if (!budget_->Take(piece.size())) {
      Refuse(TextReply(503, "too much is arriving"));
    } else {
      taken_bytes_ += piece.size();
      bytes_.append(piece.data(), piece.size());
    }
  }
  return received_bytes_ <= limits_.max_discarded_bytes;
}

}  // namespace telemetry::upload_internal
