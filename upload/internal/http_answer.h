// Answers of the collector's HTTP side, as libmicrohttpd responses.
//
//   HttpAnswer answer = ErrorAnswer({404, "no such resource"});
//   MHD_queue_response(connection, answer.status, answer.response.get());

#ifndef UPLOAD_INTERNAL_HTTP_ANSWER_H_
#define UPLOAD_INTERNAL_HTTP_ANSWER_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "storage/report_reader.h"
#include "upload/internal/http_protocol.h"

struct MHD_Response;

namespace telemetry::internal {

struct HttpResponseDestroyer {
  void operator()(MHD_Response* response) const;
};

struct HttpAnswer {
  int status;
  std::unique_ptr<MHD_Response, HttpResponseDestroyer> response;
};

// 200 with this body.
HttpAnswer OkAnswer(const char* content_type, absl::string_view body);

// The error's message as a line of text. A 503 says when to come back.
HttpAnswer ErrorAnswer(const HttpError& error);

// The dataset of a day, read from the store page by page while it is sent, so that neither its size
// nor a slow peer costs memory or holds up the writer. 404 if no report is of that day.
//
// `reader` must outlive the response, and is used by the thread that sends it.
HttpAnswer DatasetAnswer(ReportReader& reader, absl::CivilDay day);

}  // namespace telemetry::internal

#endif  // UPLOAD_INTERNAL_HTTP_ANSWER_H_
