#include "report/dataset/table_sort.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int32_t kNoDay = std::numeric_limits<int32_t>::min();

// A table with the columns day, name and value, where value is the row's number.
std::shared_ptr<Table> MakeTable(const std::vector<int32_t>& days,
                                 const std::vector<int8_t>& codes) {
  const std::vector<absl::string_view> texts = {"a", "b", "c"};
  auto table = std::make_shared<Table>(static_cast<int64_t>(days.size()));
  table->AddColumn("day", ColumnType::kDay);
  table->AddTextColumn("name", std::make_shared<const Texts>(texts));
  table->AddColumn("value", ColumnType::kInt64);
  std::vector<Column>& columns = table->mutable_columns();
  for (size_t row = 0; row < days.size(); ++row) {
    columns[0].Values<int32_t>()[row] = days[row];
    if (days[row] == kNoDay) columns[0].SetNull(static_cast<int64_t>(row));
    columns[1].Values<int8_t>()[row] = codes[row];
    columns[2].Values<int64_t>()[row] = static_cast<int64_t>(row);
  }
  return table;
}

// The rows, as "day name value".
std::vector<std::string> Rows(const Table& table) {
  std::vector<std::string> rows;
  for (int64_t row = 0; row < table.num_rows(); ++row) {
    const auto* const days = reinterpret_cast<const int32_t*>(table.Find("day")->data());
    const auto* const codes = reinterpret_cast<const int8_t*>(table.Find("name")->data());
    const auto* const values = reinterpret_cast<const int64_t*>(table.Find("value")->data());
    const std::string day = table.Find("day")->IsNull(row) ? "none" : absl::StrCat(days[row]);
    rows.push_back(absl::StrJoin(
        std::vector<std::string>{
            day, std::string((*table.Find("name")->texts())[static_cast<size_t>(codes[row])]),
            absl::StrCat(values[row])},
        " "));
  }
  return rows;
}

TEST(TableSortTest, SortsByTheFirstColumnAndThenTheNext) {
  const auto table = MakeTable({20000, -7, 20000, -7}, {2, 1, 0, 0});
  const auto sorted = SortTable(*table, {"day", "name"}, /*threads=*/2);
  ASSERT_THAT(sorted, IsOk());
  EXPECT_THAT(Rows(**sorted), ElementsAre("-7 a 3", "-7 b 1", "20000 a 2", "20000 c 0"));
}

TEST(TableSortTest, KeepsTheOrderOfEquals) {
  const auto table = MakeTable({5, 4, 5, 4}, {0, 0, 0, 0});
  const auto sorted = SortTable(*table, {"day"}, /*threads=*/1);
  ASSERT_THAT(sorted, IsOk());
  EXPECT_THAT(Rows(**sorted), ElementsAre("4 a 1", "4 a 3", "5 a 0", "5 a 2"));
}

TEST(TableSortTest, PutsMissingDaysFirst) {
  const auto table = MakeTable({5, kNoDay, 4}, {0, 1, 2});
  const auto sorted = SortTable(*table, {"day"}, /*threads=*/1);
  ASSERT_THAT(sorted, IsOk());
  EXPECT_THAT(Rows(**sorted), ElementsAre("none b 1", "4 c 2", "5 a 0"));
  EXPECT_EQ((*sorted)->Find("day")->null_count(), 1);
}

TEST(TableSortTest, SortsDaysThatAreAllMissing) {
  const auto sorted = SortTable(*MakeTable({kNoDay, kNoDay}, {1, 0}), {"day", "name"}, 1);
  ASSERT_THAT(sorted, IsOk());
  EXPECT_THAT(Rows(**sorted), ElementsAre("none a 1", "none b 0"));
}

TEST(TableSortTest, AnEmptyTableStaysEmpty) {
  const auto sorted = SortTable(*MakeTable({}, {}), {"day", "name"}, /*threads=*/2);
  ASSERT_THAT(sorted, IsOk());
  EXPECT_THAT(Rows(**sorted), IsEmpty());
}

TEST(TableSortTest, RefusesWhatIsNoColumnToSortBy) {
  for (const absl::string_view name : {"absent", "value"}) {
    EXPECT_THAT(SortTable(*MakeTable({1}, {0}), {name}, /*threads=*/1),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(std::string(name))));
  }
}

}  // namespace
}  // namespace telemetry
