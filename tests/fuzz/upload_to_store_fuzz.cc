// Any bytes, as a body over HTTP and as a request over gRPC, all the way into a store: the answer has
// its limit and its form; what is accepted is in the store, can be read, and is known again; what is
// refused is not there.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "report/report_limits.h"
#include "storage/json/json_document.h"
#include "storage/report_store/report_reader.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/fuzz/fuzz_directory.h"
#include "upload/collector/intake/report_intake.h"
#include "upload/collector/intake/same_report.h"
#include "upload/collector/intake/upload_endpoint.h"
#include "upload/collector/internal/config_in_force.h"
#include "upload/collector/internal/worker_thread.h"
#include "upload/http/http_message.h"
#include "upload/http/http_router.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kDay(2026, 11, 18);
constexpr char kConfig[] =
    R"({"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc"], "SampleRate": 1,
        "Programs": [{"Name": "t", "Versions": ["v1.0.0"],
                      "Counters": [{"Name": "c", "Rate": 1}, {"Name": "d:{a,b}", "Rate": 1}],
                      "Stacks": [{"Name": "s", "Rate": 1, "Depth": 3}]}]})";

// A thousand items, each with at most this; and an error, which repeats at most one of them.
constexpr size_t kMaxAnswerBytes = 1000 * 20'000;
// After so many reports the store is made anew.
constexpr int kMaxStored = 500;

std::unique_ptr<upload_internal::ConfigInForce> ConfigIn(const std::string& path) {
  auto config =
      upload_internal::ConfigInForce::Open(SqliteStore(path), [](absl::string_view) {}).value();
  const v1::UploadConfig wanted = ParseUploadConfigJson(kConfig, "config").value();
  Check(config->Change(wanted, {.now = absl::FromCivil(kDay, absl::UTCTimeZone())}).ok() &&
            config->Start().ok(),
        "no config in force");
  return config;
}

// A collector without its servers.
struct Collector {
  Collector() { AddUploadRoute(&intake, &worker, kMaxReportBytes, router); }

  const std::string path = FuzzDirectory() + "/reports.db";
  std::unique_ptr<ReportStore> store =
      SqliteStore(path).OpenReports({.is_same = upload_internal::IsSameReport}).value();
  std::unique_ptr<upload_internal::ConfigInForce> config = ConfigIn(path);
  upload_internal::ReportIntake intake{
      config.get(), store.get(), [](absl::string_view) {},
      [](const upload_internal::TakenReport&) {},
      [] { return absl::FromCivil(kDay + 1, absl::UTCTimeZone()); }};
  upload_internal::WorkerThread worker;
  HttpRouter router;
  int num_stored = 0;
};

std::unique_ptr<Collector> NewCollector() {
  std::filesystem::remove_all(FuzzDirectory());
  std::filesystem::create_directory(FuzzDirectory());
  return std::make_unique<Collector>();
}

int64_t Stored(const Collector& collector) {
  return (*SqliteStore(collector.path).OpenReader())->Count(kDay).value_or(-1);
}

// Every report in the store can be read, and is of its day.
void CheckStore(const Collector& collector) {
  absl::StatusOr<std::unique_ptr<ReportReader>> reader = SqliteStore(collector.path).OpenReader();
  Check(reader.ok(), "the store cannot be read");
  const absl::Status status = (*reader)->ForEach(kDay, [](absl::string_view json) {
    const absl::StatusOr<v1::Report> report = ParseReportJson(json, "stored");
    Check(report.ok(), "a stored report cannot be read");
    Check(report->week() == "2026-11-18", "a stored report is of another day");
    Check(json.find('\n') == absl::string_view::npos, "a stored report has several lines");
    return absl::OkStatus();
  });
  Check(status.ok(), "the store cannot be read to its end");
}

HttpReply Post(Collector& collector, std::string body) {
  const HttpRequest request{.method = "POST",
                            .path = "/upload/2026-11-18",
                            .headers = {{"Content-Type", "application/json"},
                                        {"Content-Length", absl::StrCat(body.size())}},
                            .body = std::move(body)};
  std::variant<const HttpRoute*, HttpRefusal> routed = collector.router.Route(request);
  if (auto* refusal = std::get_if<HttpRefusal>(&routed)) return refusal->reply;
  std::promise<HttpReply> reply;
  std::get<const HttpRoute*>(routed)->handler(
      request, [&](HttpReply given) { reply.set_value(std::move(given)); });
  return reply.get_future().get();
}

// Returns the status.
int PostAndCheck(Collector& collector, absl::string_view body) {
  const HttpReply reply = Post(collector, std::string(body));
  Check(reply.status == 200 || reply.status == 400 || reply.status == 413,
        "a status that tells the sender something else");
  Check(reply.body.size_bytes() <= kMaxAnswerBytes, "the answer is too long");
  std::string buffer;
  const absl::string_view text = *reply.body.Piece(0, reply.body.size_bytes(), buffer);
  Check(reply.status != 200 || JsonDocument::Parse(text).ok(), "the answer is no JSON");
  return reply.status;
}

absl::StatusOr<v1::UploadReportResponse> Call(Collector& collector, const v1::Report& report) {
  std::promise<absl::StatusOr<v1::UploadReportResponse>> answer;
  collector.intake.Take(
      [&]() -> absl::StatusOr<v1::Report> { return report; },
      [&](absl::StatusOr<v1::UploadReportResponse> taken) { answer.set_value(std::move(taken)); });
  return answer.get_future().get();
}

void CallAndCheck(Collector& collector, const v1::Report& report) {
  const absl::StatusOr<v1::UploadReportResponse> answer = Call(collector, report);
  if (!answer.ok()) {
    Check(absl::IsInvalidArgument(answer.status()) || absl::IsAlreadyExists(answer.status()),
          "a status that tells the sender something else");
    return;
  }
  Check(answer->ByteSizeLong() <= kMaxAnswerBytes, "the answer is too long");
  const int64_t stored = Stored(collector);
  Check(Call(collector, report).ok(), "the same report again is refused");
  Check(Stored(collector) == stored, "the same report again is stored");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace telemetry;  // NOLINT(google-build-using-namespace)
  static std::unique_ptr<Collector> collector = NewCollector();
  if (++collector->num_stored > kMaxStored) {
    collector.reset();
    collector = NewCollector();
  }
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const int64_t before = Stored(*collector);
  if (PostAndCheck(*collector, input) != 200) {
    Check(Stored(*collector) == before, "what was refused is stored");
  }
  v1::UploadReportRequest request;
  if (request.ParseFromArray(data, static_cast<int>(size))) {
    CallAndCheck(*collector, request.report());
  }
  CheckStore(*collector);
  return 0;
}
