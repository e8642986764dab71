// A config in force, for tests.

#ifndef UPLOAD_COLLECTOR_INTERNAL_CONFIG_FIXTURE_H_
#define UPLOAD_COLLECTOR_INTERNAL_CONFIG_FIXTURE_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "config/upload_config/upload_config.pb.h"
#include "gtest/gtest.h"
#include "storage/report_store/collector_store.h"
#include "upload/collector/internal/config_in_force.h"

namespace telemetry::upload_internal {

// Puts `config` in force on the store; a failure fails the test.
inline std::unique_ptr<ConfigInForce> PutInForce(const CollectorStore& store,
                                                 const v1::UploadConfig& config) {
  auto in_force = ConfigInForce::Open(store, [](absl::string_view) {}).value();
  EXPECT_TRUE(in_force->Change(config, {.now = absl::Now()}).ok());
  EXPECT_TRUE(in_force->Start().ok());
  return in_force;
}

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTERNAL_CONFIG_FIXTURE_H_
