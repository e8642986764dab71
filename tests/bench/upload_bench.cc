// Durable uploads over gRPC, compared in one run with a handler that does nothing.
//
//   upload_bench [--seconds=2] [--rounds=5]
//
// Client and server share this process and its cores. kInFlight uploads are always under way. Each
// upload is another report of about 2.2 KB, and an acknowledged one is on disk: the collector's
// store is in $TMPDIR, which should be a disk and not memory. Rounds of both kinds alternate, so
// that a slow moment of the machine meets both; the figures are medians.

#include <grpcpp/grpcpp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "upload/collector_server.h"
#include "upload/upload.grpc.pb.h"

ABSL_FLAG(double, seconds, 2, "How long a round takes.");
ABSL_FLAG(int, rounds, 5, "Rounds of each kind.");

namespace telemetry {
namespace {

constexpr int kInFlight = 64;
constexpr int kPrograms = 6;
constexpr int kCountersOfAProgram = 9;

// A config that approves what MakeReport() reports, among much else.
v1::UploadConfig MakeConfig() {
  v1::UploadConfig config;
  config.add_goos("linux");
  config.add_goarch("amd64");
  config.add_go_version("gcc12.2.0");
  for (int p = 0; p < kPrograms * 4; ++p) {
    v1::ProgramConfig& program = *config.add_programs();
    program.set_name(absl::StrCat("example.com/tools/cmd/tool", p));
    program.add_versions("v1.2.3");
    for (int c = 0; c < kCountersOfAProgram * 10; ++c) {
      v1::CounterConfig& counter = *program.add_counters();
      counter.set_name(absl::StrCat("tool/compilation/option:level-", c));
      counter.set_rate(1);
    }
  }
  return config;
}

v1::Report MakeReport() {
  v1::Report report;
  report.set_week("2026-11-18");
  report.set_last_week("2026-11-11");
  report.set_config("v1.0.0");
  for (int p = 0; p < kPrograms; ++p) {
    v1::ProgramReport& program = *report.add_programs();
    program.set_program(absl::StrCat("example.com/tools/cmd/tool", p));
    program.set_version("v1.2.3");
    program.set_go_version("gcc12.2.0");
    program.set_goos("linux");
    program.set_goarch("amd64");
    for (int c = 0; c < kCountersOfAProgram; ++c) {
      (*program.mutable_counters())[absl::StrCat("tool/compilation/option:level-", c * 7)] =
          c * 123;
    }
  }
  return report;
}

class EmptyService final : public v1::Collector::CallbackService {
  grpc::ServerUnaryReactor* UploadReport(grpc::CallbackServerContext* context,
                                         const v1::UploadReportRequest*,
                                         v1::UploadReportResponse*) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

// Of the uploads that succeeded.
struct Round {
  double uploads_per_second;
  double cpu_microseconds;  // of an upload, client and server together
};

absl::Duration CpuTime() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
}

// Keeps kInFlight uploads under way to one server, until a time.
class Uploader {
 public:
  explicit Uploader(int port)
      : stub_(v1::Collector::NewStub(grpc::CreateChannel(absl::StrCat("127.0.0.1:", port),
                                                         grpc::InsecureChannelCredentials()))) {}

  Round Run(absl::Duration duration) {
    const absl::Time start = absl::Now();
    const absl::Duration cpu_start = CpuTime();
    end_ = start + duration;
    succeeded_ = 0;
    absl::BlockingCounter slots(kInFlight);
    slots_ = &slots;
    for (int i = 0; i < kInFlight; ++i) Send(new Slot);
    slots.Wait();
    return {.uploads_per_second = succeeded_ / absl::ToDoubleSeconds(absl::Now() - start),
            .cpu_microseconds = absl::ToDoubleMicroseconds(CpuTime() - cpu_start) / succeeded_};
  }

 private:
  struct Slot {
    Slot() { *request.mutable_report() = MakeReport(); }
    v1::UploadReportRequest request;
    v1::UploadReportResponse response;
    std::unique_ptr<grpc::ClientContext> context;
  };

  void Send(Slot* slot) {
    // Never twice the same, and in no order, as random ones are.
    const uint64_t mixed = (++sent_ * 0x9e3779b97f4a7c15u) >> 11;
    slot->request.mutable_report()->set_x((mixed + 0.5) * 0x1p-53);
    slot->context = std::make_unique<grpc::ClientContext>();
    stub_->async()->UploadReport(slot->context.get(), &slot->request, &slot->response,
                                 [this, slot](const grpc::Status& status) {
                                   succeeded_ += status.ok();
                                   if (absl::Now() < end_) return Send(slot);
                                   delete slot;
                                   slots_->DecrementCount();
                                 });
  }

  const std::unique_ptr<v1::Collector::Stub> stub_;
  absl::Time end_;
  std::atomic<uint64_t> sent_ = 0;
  std::atomic<int64_t> succeeded_ = 0;
  absl::BlockingCounter* slots_ = nullptr;
};

double Median(const std::vector<Round>& rounds, double Round::*figure) {
  std::vector<double> values;
  for (const Round& round : rounds) values.push_back(round.*figure);
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Run() {
  const absl::Duration duration = absl::Seconds(absl::GetFlag(FLAGS_seconds));
  const std::string data_dir =
      std::filesystem::temp_directory_path() / absl::StrCat("upload_bench.", getpid());

  EmptyService empty_service;
  int empty_port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &empty_port);
  builder.RegisterService(&empty_service);
  const std::unique_ptr<grpc::Server> empty = builder.BuildAndStart();

  absl::StatusOr<std::unique_ptr<CollectorServer>> collector = CollectorServer::Start(
      {.grpc_address = "127.0.0.1:0", .data_dir = data_dir, .config = MakeConfig()});
  if (!collector.ok()) {
    std::cerr << collector.status() << "\n";
    return 1;
  }

  Uploader to_empty(empty_port);
  Uploader to_collector((*collector)->grpc_port());
  std::vector<Round> empty_rounds;
  std::vector<Round> durable_rounds;
  for (int round = 0; round < absl::GetFlag(FLAGS_rounds); ++round) {
    empty_rounds.push_back(to_empty.Run(duration));
    durable_rounds.push_back(to_collector.Run(duration));
  }
  (*collector)->Shutdown(absl::Seconds(10));
  std::filesystem::remove_all(data_dir);

  const double empty_rate = Median(empty_rounds, &Round::uploads_per_second);
  const double durable_rate = Median(durable_rounds, &Round::uploads_per_second);
  std::cout << absl::StrFormat(
      "reports of %d bytes, %d in flight\n"
      "empty handler   %6.0f/s, %3.0f us of CPU each\n"
      "durable upload  %6.0f/s, %3.0f us of CPU each\n"
      "ratio %.2f\n",
      MakeReport().ByteSizeLong(), kInFlight, empty_rate,
      Median(empty_rounds, &Round::cpu_microseconds), durable_rate,
      Median(durable_rounds, &Round::cpu_microseconds), durable_rate / empty_rate);
  return 0;
}

}  // namespace
}  // namespace telemetry

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return telemetry::Run();
}
