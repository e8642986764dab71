// Measures durable uploads over gRPC, compared with a handler that does nothing.
//
// Client and server share this process and its cores. 64 uploads are always in flight. Each upload
// is a different report of about 2.2 KB, and it is on disk before it is acknowledged: the collector's
// SQLite is in $TMPDIR, and PostgreSQL in /tmp, which should be on a disk and not in memory.

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/postgres_store/postgres_store.h"
#include "storage/postgres_store/testing/postgres_server.h"
#include "storage/report_store/collector_store.h"
#include "tests/util/report_flood.h"
#include "tests/util/temp_dir.h"
#include "upload/collector/collector_server.h"
#include "upload/upload.grpc.pb.h"

namespace telemetry {
namespace {

constexpr int64_t kUploadsOfARound = 10000;
constexpr int kPrograms = 6;
constexpr int kCountersOfAProgram = 9;

// A config that approves what MakeReport() reports, among many other things.
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

void Measure(benchmark::State& state, int port) {
  ReportFlood flood(absl::StrCat("127.0.0.1:", port), MakeReport());
  std::atomic<int64_t> refused = 0;
  for (auto _ : state) {
    flood.Send(kUploadsOfARound,
               [&](double, const grpc::Status& status) { refused += !status.ok(); });
  }
  if (refused > 0) state.SkipWithError("an upload was refused");
  state.SetItemsProcessed(state.iterations() * kUploadsOfARound);
}

void EmptyHandler(benchmark::State& state) {
  EmptyService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  Measure(state, port);
}
BENCHMARK(EmptyHandler)->Unit(benchmark::kMillisecond)->UseRealTime();

void MeasureCollector(benchmark::State& state, std::shared_ptr<const CollectorStore> store) {
  const TempDir data_dir;
  absl::StatusOr<std::unique_ptr<CollectorServer>> collector = CollectorServer::Start(
      {.grpc_address = "127.0.0.1:0",
       .data_dir = data_dir.path(),
       .store = std::move(store),
       .config = MakeConfig(),
       .clock = [] { return absl::FromCivil(absl::CivilDay(2026, 11, 19), absl::UTCTimeZone()); }});
  if (!collector.ok()) return state.SkipWithError(collector.status().ToString().c_str());
  Measure(state, (*collector)->grpc_port());
  (*collector)->Shutdown(absl::Seconds(10));
}

void DurableUpload(benchmark::State& state) { MeasureCollector(state, nullptr); }
BENCHMARK(DurableUpload)->Unit(benchmark::kMillisecond)->UseRealTime();

// The same into PostgreSQL, on the same cores.
void SharedUpload(benchmark::State& state) {
  PostgresServer server(/*syncs=*/true);
  const auto store =
      std::make_shared<const PostgresStore>(PostgresAddress::Parse(server.NewDatabase()).value());
  if (const absl::Status status = store->Prepare(); !status.ok()) {
    return state.SkipWithError(status.ToString().c_str());
  }
  MeasureCollector(state, store);
}
BENCHMARK(SharedUpload)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace telemetry

BENCHMARK_MAIN();
