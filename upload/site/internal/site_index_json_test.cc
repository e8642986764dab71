#include "upload/site/internal/site_index_json.h"

#include <optional>

#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

TEST(SiteIndexJsonTest, ListsCharts) {
  EXPECT_EQ(ChartIndexToJson({.latest = "a_b", .trend = "c_d", .weeks = {"a_b", "e_f"}}),
            "{\"latest\":\"a_b\",\"trend\":\"c_d\",\"weeks\":[\"a_b\",\"e_f\"]}\n");
}

TEST(SiteIndexJsonTest, SaysNullOfChartsThatThereAreNot) {
  EXPECT_EQ(ChartIndexToJson({.latest = std::nullopt, .trend = std::nullopt, .weeks = {}}),
            "{\"latest\":null,\"trend\":null,\"weeks\":[]}\n");
}

TEST(SiteIndexJsonTest, ListsDatasets) {
  EXPECT_EQ(
      DatasetListToJson({{.day = "2026-11-18", .reports = 7, .bytes = 1520, .sha256 = "e3b0"}}),
      "{\"days\":[{\"day\":\"2026-11-18\",\"reports\":7,\"bytes\":1520,\"sha256\":\"e3b0\"}]}\n");
  EXPECT_EQ(DatasetListToJson({}), "{\"days\":[]}\n");
}

}  // namespace
}  // namespace telemetry::upload_internal
