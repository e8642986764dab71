// Sends reports to a collector over gRPC, many at once, as the load for a benchmark or a test.
//
//   ReportFlood flood("127.0.0.1:4317", report);
//   flood.Send(10000, [](double x, const grpc::Status& status) { ... });
//
// Each report sent has its own X.

#ifndef TESTS_UTIL_REPORT_FLOOD_H_
#define TESTS_UTIL_REPORT_FLOOD_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/synchronization/blocking_counter.h"
#include "report/report.pb.h"
#include "upload/upload.grpc.pb.h"

namespace telemetry {

class ReportFlood {
 public:
  // Number of reports in flight at any time.
  static constexpr int kInFlight = 64;

  // Called once for each report, on any thread and possibly concurrently.
  using Answered = std::function<void(double x, const grpc::Status& status)>;

  // Connects to `address` without TLS.
  ReportFlood(const std::string& address, v1::Report report);
  ~ReportFlood();

  // Sends `count` reports and returns when all are answered. Call from one thread at a time.
  void Send(int64_t count, Answered answered);

 private:
  struct Call;

  void SendNext(std::unique_ptr<Call> call);

  const v1::Report report_;
  const std::unique_ptr<v1::Collector::Stub> stub_;
  uint64_t made_ = 0;  // Xs, by former runs of Send()
  std::atomic<int64_t> left_ = 0;
  Answered answered_;
  absl::BlockingCounter* running_ = nullptr;
};

}  // namespace telemetry

#endif  // TESTS_UTIL_REPORT_FLOOD_H_
