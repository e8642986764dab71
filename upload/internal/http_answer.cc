#include "upload/internal/http_answer.h"

#include <microhttpd.h>
#include <sys/types.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "upload/internal/report_intake.h"

namespace telemetry::internal {
namespace {

constexpr size_t kPageBytes = 256 << 10;
constexpr size_t kSendBlockBytes = 64 << 10;

HttpAnswer BufferAnswer(int status, const char* content_type, absl::string_view body) {
  MHD_Response* response = MHD_create_response_from_buffer(
      body.size(), const_cast<char*>(body.data()), MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
  // Nobody's browser should guess that what others have uploaded is a page.
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  return {status, std::unique_ptr<MHD_Response, HttpResponseDestroyer>(response)};
}

// What of a dataset is being sent.
struct DatasetCursor {
  ReportReader& reader;
  absl::CivilDay day;
  ReportPage page;
  size_t sent_of_page = 0;
};

ssize_t ReadDataset(void* closure, uint64_t /*position*/, char* buffer, size_t capacity) {
  auto& cursor = *static_cast<DatasetCursor*>(closure);
  if (cursor.sent_of_page == cursor.page.lines.size()) {
    if (cursor.page.is_last) return MHD_CONTENT_READER_END_OF_STREAM;
    absl::StatusOr<ReportPage> next =
        cursor.reader.ReadPage(cursor.day, cursor.page.last_x, kPageBytes);
    // The peer sees that the dataset is cut off: the body has no end.
    if (!next.ok()) return MHD_CONTENT_READER_END_WITH_ERROR;
    cursor.page = *std::move(next);
    cursor.sent_of_page = 0;
    if (cursor.page.lines.empty()) return MHD_CONTENT_READER_END_OF_STREAM;
  }
  const size_t size = std::min(capacity, cursor.page.lines.size() - cursor.sent_of_page);
  memcpy(buffer, cursor.page.lines.data() + cursor.sent_of_page, size);
  cursor.sent_of_page += size;
  return static_cast<ssize_t>(size);
}

void FreeCursor(void* closure) { delete static_cast<DatasetCursor*>(closure); }

}  // namespace

void HttpResponseDestroyer::operator()(MHD_Response* response) const {
  MHD_destroy_response(response);
}

HttpAnswer OkAnswer(const char* content_type, absl::string_view body) {
  return BufferAnswer(MHD_HTTP_OK, content_type, body);
}

HttpAnswer ErrorAnswer(const HttpError& error) {
  HttpAnswer answer =
      BufferAnswer(error.status, "text/plain; charset=utf-8", absl::StrCat(error.message, "\n"));
  if (!error.allow.empty()) {
    MHD_add_response_header(answer.response.get(), MHD_HTTP_HEADER_ALLOW, error.allow.c_str());
  }
  if (error.status == MHD_HTTP_SERVICE_UNAVAILABLE) {
    MHD_add_response_header(answer.response.get(), MHD_HTTP_HEADER_RETRY_AFTER,
                            absl::StrCat(absl::ToInt64Seconds(kRetryLaterHint)).c_str());
  }
  return answer;
}

HttpAnswer DatasetAnswer(ReportReader& reader, absl::CivilDay day) {
  absl::StatusOr<ReportPage> page = reader.ReadPage(day, ReportReader::kBeforeFirst, kPageBytes);
  if (!page.ok()) {
    return ErrorAnswer({MHD_HTTP_SERVICE_UNAVAILABLE, "the dataset cannot be read now"});
  }
  if (page->lines.empty()) {
    return ErrorAnswer({MHD_HTTP_NOT_FOUND, "no report of this day"});
  }
  auto* cursor = new DatasetCursor{reader, day, *std::move(page)};
  MHD_Response* response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kSendBlockBytes,
                                                             &ReadDataset, cursor, &FreeCursor);
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/x-ndjson");
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  return {MHD_HTTP_OK, std::unique_ptr<MHD_Response, HttpResponseDestroyer>(response)};
}

}  // namespace telemetry::internal
