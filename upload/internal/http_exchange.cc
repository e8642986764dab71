#include "upload/internal/http_exchange.h"

#include <utility>

#include "upload/grpc_protocol.h"

namespace telemetry::internal {

HttpExchange::HttpExchange(std::variant<HttpRoute, HttpError> plan, BodyBudget* budget,
                           uint64_t max_discarded_bytes)
    : plan_(std::move(plan)), budget_(budget), max_discarded_bytes_(max_discarded_bytes) {}

HttpExchange::~HttpExchange() { DropBody(); }

bool HttpExchange::IsUpload() const {
  const HttpRoute* route = std::get_if<HttpRoute>(&plan_);
  return route != nullptr && route->action == HttpRoute::Action::kUpload;
}

void HttpExchange::Refuse(HttpError error) {
  plan_ = std::move(error);
  DropBody();
}

bool HttpExchange::Receive(absl::string_view piece) {
  received_bytes_ += piece.size();
  if (IsUpload()) {
    if (received_bytes_ > kMaxRequestBytes) {
      Refuse(HttpTooLarge());
    } else if (!budget_->Take(piece.size())) {
      Refuse(HttpErrorOf(absl::ResourceExhaustedError("too many reports are arriving")));
    } else {
      body_.append(piece.data(), piece.size());
    }
  }
  return received_bytes_ <= max_discarded_bytes_;
}

void HttpExchange::DropBody() {
  budget_->Return(body_.size());
  body_ = std::string();
}

}  // namespace telemetry::internal
