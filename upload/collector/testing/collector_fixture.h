// A collector on loopback for tests, with a data directory of its own and a gRPC client.
//
//   using UploadTest = CollectorFixture;
//   TEST_F(UploadTest, StoresAReport) {
//     Start(Options());
//     EXPECT_TRUE(Upload(testutil::ToolReport(0.5, "{}")).ok());
//     EXPECT_EQ(StoredReports(), 1);
//   }
//
// Not thread-safe.

#ifndef UPLOAD_COLLECTOR_TESTING_COLLECTOR_FIXTURE_H_
#define UPLOAD_COLLECTOR_TESTING_COLLECTOR_FIXTURE_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.pb.h"
#include "gtest/gtest.h"
#include "report/report.pb.h"
#include "tests/util/temp_dir.h"
#include "upload/collector/collector_options.h"
#include "upload/collector/collector_server.h"
#include "upload/upload.grpc.pb.h"

namespace telemetry::testutil {

class CollectorFixture : public ::testing::Test {
 protected:
  // The week of ToolReport() (report/testing/report_fixture.h); the day after it is the collector's
  // today.
  static constexpr absl::CivilDay kWeek{2026, 11, 18};

  // gRPC and HTTP on free ports, on data_dir_, with the config of SmallApproved().
  CollectorOptions Options() const;

  // Starts a collector, in place of one that has been shut down, and connects to it.
  void Start(CollectorOptions options);
  void Connect(const std::shared_ptr<grpc::ChannelCredentials>& credentials);

  grpc::Status Upload(const v1::Report& report, v1::UploadReportResponse* response = nullptr);

  // Calls a method by name with these bytes.
  grpc::Status Call(const std::string& method, const std::string& bytes,
                    grpc::ClientContext& context, grpc::ByteBuffer& response);
  // The same with an empty message; returns the bytes of the answer, or the error's message.
  std::string CallByName(const std::string& method);

  // The version of the config that clients get.
  std::string ConfigVersion();

  // The body of a page.
  std::string Fetch(const std::string& path);

  // The number of reports of kWeek.
  int64_t StoredReports();

  const TempDir directory_;
  const std::string data_dir_ = directory_.path() + "/data";
  std::unique_ptr<CollectorServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Collector::Stub> stub_;
};

}  // namespace telemetry::testutil

#endif  // UPLOAD_COLLECTOR_TESTING_COLLECTOR_FIXTURE_H_
