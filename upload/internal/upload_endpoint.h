// Go's upload protocol over HTTP:
//
//   POST /upload/YYYY-MM-DD   a report as JSON, at most 1 MiB; the date is the report's week
//
//   AddUploadRoute(&intake, router);
//
// Go's client takes 200 for accepted and 4xx for refused for good, and tries again later after
// anything else. So nothing that may pass later is answered with 4xx: what other servers call 429
// (Too Many Requests) is 503 here.
//
// The reply to an accepted report lists what was dropped: {"dropped":[{"program":"...","kind":
// "counter","name":"...","reason":"..."}]}.

#ifndef UPLOAD_INTERNAL_UPLOAD_ENDPOINT_H_
#define UPLOAD_INTERNAL_UPLOAD_ENDPOINT_H_

#include <vector>

#include "absl/status/statusor.h"
#include "upload/http/http_message.h"
#include "upload/http/http_router.h"
#include "upload/internal/report_intake.h"
#include "upload/upload.pb.h"

namespace telemetry::internal {

// `intake` must outlive the router.
void AddUploadRoute(ReportIntake* intake, HttpRouter& router);

// The reply to a report of which this has become: 200 also for another report of a week and X that
// are taken, as Go's server answers; 400 if it is malformed; 503 if it should come again later.
HttpReply UploadReply(const absl::StatusOr<std::vector<v1::DroppedItem>>& dropped);

}  // namespace telemetry::internal

#endif  // UPLOAD_INTERNAL_UPLOAD_ENDPOINT_H_
