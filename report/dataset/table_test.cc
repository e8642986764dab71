#include "report/dataset/table.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;

std::shared_ptr<const Texts> ManyTexts(int n) {
  std::vector<std::string> texts;
  for (int i = 0; i < n; ++i) texts.push_back(std::to_string(i));
  const std::vector<absl::string_view> views(texts.begin(), texts.end());
  return std::make_shared<const Texts>(views);
}

TEST(TextsTest, HoldsTextsOneAfterTheOther) {
  const Texts texts({"a", "", "bcd"});
  EXPECT_EQ(texts.size(), 3);
  EXPECT_EQ(texts[0], "a");
  EXPECT_EQ(texts[1], "");
  EXPECT_EQ(texts[2], "bcd");
  EXPECT_EQ(texts.bytes(), "abcd");
  EXPECT_THAT(texts.ends(), ElementsAre(0, 1, 1, 4));
}

TEST(TextsTest, HoldsNothing) { EXPECT_EQ(Texts({}).size(), 0); }

TEST(TableTest, FindsColumnsByName) {
  Table table(2);
  table.AddColumn("x", ColumnType::kDouble);
  table.AddColumn("n", ColumnType::kInt64);
  ASSERT_NE(table.Find("n"), nullptr);
  EXPECT_EQ(table.Find("n")->type(), ColumnType::kInt64);
  EXPECT_EQ(table.Find("absent"), nullptr);
}

TEST(TableTest, TakesTheSmallestIndexThatHoldsAllTexts) {
  Table table(1);
  EXPECT_EQ(table.AddTextColumn("a", ManyTexts(128)).value_bytes(), 1);
  EXPECT_EQ(table.AddTextColumn("b", ManyTexts(129)).value_bytes(), 2);
  EXPECT_EQ(table.AddTextColumn("c", ManyTexts(32768)).value_bytes(), 2);
  EXPECT_EQ(table.AddTextColumn("d", ManyTexts(32769)).value_bytes(), 4);
}

TEST(TableTest, TakesValuesOfRowsAway) {
  Table table(10);
  Column& column = table.AddColumn("day", ColumnType::kDay);
  EXPECT_FALSE(column.IsNull(9));
  column.SetNull(9);
  column.SetNull(9);
  EXPECT_EQ(column.null_count(), 1);
  EXPECT_TRUE(column.IsNull(9));
  EXPECT_FALSE(column.IsNull(8));
}

TEST(TableTest, HasFirstRows) {
  Table table(3);
  table.AddTextColumn("name", ManyTexts(2));
  table.AddColumn("day", ColumnType::kDay);
  for (int8_t row = 0; row < 3; ++row) {
    table.mutable_columns()[0].Values<int8_t>()[static_cast<size_t>(row)] = row % 2;
    table.mutable_columns()[1].Values<int32_t>()[static_cast<size_t>(row)] = row;
  }
  table.mutable_columns()[1].SetNull(1);
  const std::shared_ptr<const Table> first = FirstRows(table, 2);
  ASSERT_EQ(first->num_rows(), 2);
  const auto* const codes = reinterpret_cast<const int8_t*>(first->Find("name")->data());
  EXPECT_EQ((*first->Find("name")->texts())[static_cast<size_t>(codes[1])], "1");
  EXPECT_TRUE(first->Find("day")->IsNull(1));
  EXPECT_EQ(FirstRows(table, 9)->num_rows(), 3);
  EXPECT_EQ(FirstRows(table, -1)->num_rows(), 0);
}

}  // namespace
}  // namespace telemetry
