// Go's upload protocol over HTTP:
//
//   POST /upload/YYYY-MM-DD   a report as JSON; the date is the report's week
//
//   AddUploadRoute(&intake, &worker, kMaxReportBytes, router);
//
// It must say that it is JSON, which a web page cannot make a browser send to another site without
// being asked first; and what says that it comes from a page is refused. So nobody can have
// the visitors of a page send reports.
//
// Go's client takes 200 as accepted and 4xx as refused for good, and retries later after anything
// else. So transient errors never get a 4xx: where other servers send 429 (Too Many Requests), this
// one sends 503.
//
// The reply to an accepted report lists what was dropped, and how many more items there were:
//   {"dropped":[{"program":"...","kind":"counter","name":"...","reason":"..."}],"numUnlisted":0}
// The kinds are "program", "counter" and "stack". If another report of the week has the X, and this
// one was therefore not stored, the reply is {"notStored":"WHY"}.

#ifndef UPLOAD_COLLECTOR_INTAKE_UPLOAD_ENDPOINT_H_
#define UPLOAD_COLLECTOR_INTAKE_UPLOAD_ENDPOINT_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "upload/collector/intake/report_intake.h"
#include "upload/collector/internal/worker_thread.h"
#include "upload/http/http_message.h"
#include "upload/http/http_router.h"
#include "upload/upload.pb.h"

namespace telemetry::upload_internal {

// `intake` and `worker` must outlive the router and all pending replies. Reports are read and checked
// by `worker`, since that takes milliseconds, for which all connections would wait. What waits for it
// is within the server's limit for bodies. A report of more than `max_report_bytes` gets 413.
void AddUploadRoute(ReportIntake* intake, WorkerThread* worker, size_t max_report_bytes,
                    HttpRouter& router);

// Returns the reply for a report with this outcome: 200 if it was accepted and, like Go's server,
// also if another report has its week and X; 400 if it is malformed; 503 if it should be sent again
// later.
HttpReply UploadReply(const absl::StatusOr<v1::UploadReportResponse>& taken);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTAKE_UPLOAD_ENDPOINT_H_
