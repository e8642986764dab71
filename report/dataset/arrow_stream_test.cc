#include "report/dataset/arrow_stream.h"

#include <cstdint>
#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

// A column of numbers, one with a null, and one of texts.
std::shared_ptr<const Table> MakeTable() {
  auto table = std::make_shared<Table>(2);
  const absl::Span<int64_t> n = table->AddColumn("n", ColumnType::kInt64).Values<int64_t>();
  n[0] = 7;
  n[1] = 8;
  Column& day = table->AddColumn("day", ColumnType::kDay);
  day.Values<int32_t>()[0] = 20000;
  day.SetNull(1);
  const absl::Span<int8_t> text =
      table->AddTextColumn("text", std::make_shared<const Texts>(Texts({"a", "bc"})))
          .Values<int8_t>();
  text[0] = 1;
  text[1] = 0;
  return table;
}

class ArrowStreamTest : public ::testing::Test {
 protected:
  ArrowStreamTest() { ExportTable(table_, stream_); }
  ~ArrowStreamTest() override {
    if (stream_.release != nullptr) stream_.release(&stream_);
  }

  std::shared_ptr<const Table> table_ = MakeTable();
  ArrowArrayStream stream_;
};

TEST_F(ArrowStreamTest, StatesNamesAndTypes) {
  ArrowSchema schema;
  ASSERT_EQ(stream_.get_schema(&stream_, &schema), 0);
  EXPECT_STREQ(schema.format, "+s");
  ASSERT_EQ(schema.n_children, 3);
  EXPECT_STREQ(schema.children[0]->name, "n");
  EXPECT_STREQ(schema.children[0]->format, "l");
  EXPECT_STREQ(schema.children[1]->format, "tdD");
  EXPECT_STREQ(schema.children[2]->format, "c");
  EXPECT_STREQ(schema.children[2]->dictionary->format, "u");
  // Whichever columns have nulls in this table.
  for (int i = 0; i < 3; ++i) EXPECT_EQ(schema.children[i]->flags, 2);  // ARROW_FLAG_NULLABLE
  schema.release(&schema);
  EXPECT_EQ(schema.release, nullptr);
}

TEST_F(ArrowStreamTest, SharesTheColumnsInOneBatch) {
  ArrowArray batch, end;
  ASSERT_EQ(stream_.get_next(&stream_, &batch), 0);
  ASSERT_EQ(stream_.get_next(&stream_, &end), 0);
  EXPECT_EQ(end.release, nullptr);
  EXPECT_EQ(batch.length, 2);
  EXPECT_EQ(batch.children[0]->buffers[1], table_->Find("n")->data());
  EXPECT_EQ(batch.children[0]->null_count, 0);
  EXPECT_EQ(batch.children[0]->buffers[0], nullptr);
  EXPECT_EQ(batch.children[1]->null_count, 1);
  EXPECT_EQ(static_cast<const uint8_t*>(batch.children[1]->buffers[0])[0] & 3, 1);
  EXPECT_EQ(batch.children[2]->dictionary->length, 2);
  batch.release(&batch);
}

TEST_F(ArrowStreamTest, KeepsTheTableForWhatWasTakenOutOfABatch) {
  ArrowArray batch;
  ASSERT_EQ(stream_.get_next(&stream_, &batch), 0);
  stream_.release(&stream_);
  const std::weak_ptr<const Table> table = table_;
  table_.reset();
  // A consumer may move a child out, and release the rest.
  ArrowArray child = *batch.children[0];
  batch.children[0]->release = nullptr;
  batch.release(&batch);
  EXPECT_FALSE(table.expired());
  EXPECT_EQ(static_cast<const int64_t*>(child.buffers[1])[1], 8);
  child.release(&child);
  EXPECT_TRUE(table.expired());
}

}  // namespace
}  // namespace telemetry
