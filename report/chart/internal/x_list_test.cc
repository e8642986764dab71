#include "report/chart/internal/x_list.h"

#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::report_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

XList ListOf(const std::vector<double>& xs) {
  XList list;
  for (const double x : xs) list.Add(x);
  return list;
}

// The Xs that occur repeatedly in these lists, one per thread.
std::vector<double> Repeated(const std::vector<std::vector<double>>& threads) {
  std::vector<XList> lists;
  for (const std::vector<double>& xs : threads) lists.push_back(ListOf(xs));
  return RepeatedXs(std::move(lists));
}

TEST(XListTest, FindsWhatRepeatsInOneListOrAcrossThem) {
  EXPECT_THAT(Repeated({}), IsEmpty());
  EXPECT_THAT(Repeated({{}, {0.5}}), IsEmpty());
  EXPECT_THAT(Repeated({{0.3, 0.1, 0.2}, {0.4}}), IsEmpty());
  EXPECT_THAT(Repeated({{0.5, 0.1, 0.5}, {0.2}}), ElementsAre(0.5));
  EXPECT_THAT(Repeated({{0.5, 0.1}, {0.1, 0.5}, {0.2, 0.5}}), ElementsAre(0.1, 0.5));
  EXPECT_THAT(Repeated({{0, 0, 0, 0}}), ElementsAre(0));
  EXPECT_THAT(Repeated({{0.0, -0.0}}), ElementsAre(0));
}

TEST(XListTest, HoldsMoreThanOneChunk) {
  XList list;
  for (int i = 0; i < 200000; ++i) list.Add(i % 199999);
  EXPECT_EQ(list.size(), 200000u);
  std::vector<double> all;
  list.MoveTo(all);
  EXPECT_EQ(all.size(), 200000u);
  EXPECT_EQ(all[150000], 150000);
  EXPECT_EQ(list.size(), 0u);
  EXPECT_THAT(Repeated({all}), ElementsAre(0));
}

}  // namespace
}  // namespace telemetry::report_internal
