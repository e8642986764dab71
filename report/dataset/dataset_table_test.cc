#include "report/dataset/dataset_table.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DatasetTableTest : public ::testing::Test {
 protected:
  // A dataset of `n` reports with two counters each.
  std::string Write(int n, absl::string_view more = "") {
    std::string text;
    for (int i = 0; i < n; ++i) {
      absl::StrAppend(&text, R"({"Week":"2026-11-18","X":0.)", i + 1, R"(,"Programs":[)",
                      R"({"Program":"p)", i % 3, R"(","Counters":{"runs":)", i, R"(,"flag:)", i % 5,
                      "\":1}}]}\n");
    }
    absl::StrAppend(&text, more);
    const std::string path = absl::StrCat(dir_.path(), "/", num_files_++, ".json");
    EXPECT_THAT(WriteFileAtomically(path, text), IsOk());
    return path;
  }

  static std::vector<int64_t> Numbers(const Table& table, absl::string_view name) {
    const Column& column = *table.Find(name);
    std::vector<int64_t> numbers;
    for (int64_t row = 0; row < table.num_rows(); ++row) {
      const std::byte* const value = column.data() + row * column.value_bytes();
      numbers.push_back(column.value_bytes() == 8   ? *reinterpret_cast<const int64_t*>(value)
                        : column.value_bytes() == 4 ? *reinterpret_cast<const int32_t*>(value)
                                                    : *reinterpret_cast<const int8_t*>(value));
    }
    return numbers;
  }

  static std::vector<std::string> TextsOf(const Table& table, absl::string_view name) {
    std::vector<std::string> texts;
    for (const int64_t code : Numbers(table, name)) {
      texts.emplace_back((*table.Find(name)->texts())[static_cast<size_t>(code)]);
    }
    return texts;
  }

 private:
  TempDir dir_;
  int num_files_ = 0;
};

TEST_F(DatasetTableTest, HasARowForEachCounterInOrder) {
  const absl::StatusOr<DatasetTable> read =
      ReadDatasetTable(DatasetTableKind::kCounters, {Write(2), Write(1)});
  ASSERT_THAT(read, IsOk());
  const Table& table = *read->table;
  EXPECT_THAT(TextsOf(table, "program"), ElementsAre("p0", "p0", "p1", "p1", "p0", "p0"));
  EXPECT_THAT(TextsOf(table, "chart"), ElementsAre("runs", "flag", "runs", "flag", "runs", "flag"));
  EXPECT_THAT(TextsOf(table, "bucket"), ElementsAre("runs", "0", "runs", "1", "runs", "0"));
  EXPECT_THAT(Numbers(table, "value"), ElementsAre(0, 1, 1, 1, 0, 1));
  // The first reports of both files have the same week and X.
  const std::vector<int64_t> keys = Numbers(table, "report");
  EXPECT_EQ(keys, (std::vector<int64_t>{keys[0], keys[0], keys[2], keys[2], keys[0], keys[0]}));
  EXPECT_NE(keys[0], keys[2]);
}

TEST_F(DatasetTableTest, IsTheSameHoweverManyThreadsThereAre) {
  const std::vector<std::string> paths = {Write(9000), Write(1), Write(7000)};
  const absl::StatusOr<DatasetTable> one =
      ReadDatasetTable(DatasetTableKind::kCounters, paths, {.threads = 1});
  const absl::StatusOr<DatasetTable> four =
      ReadDatasetTable(DatasetTableKind::kCounters, paths, {.threads = 4});
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(four, IsOk());
  ASSERT_EQ(one->table->num_rows(), 2 * 16001);
  for (const Column& column : one->table->columns()) {
    if (column.type() == ColumnType::kDouble) continue;
    EXPECT_EQ(Numbers(*one->table, column.name()), Numbers(*four->table, column.name()))
        << column.name();
  }
}

TEST_F(DatasetTableTest, NamesTheFirstBadLineWhateverTheThreadsDo) {
  const std::string path = Write(9000, "{\n[\n");
  for (const int threads : {1, 2, 4}) {
    EXPECT_THAT(ReadDatasetTable(DatasetTableKind::kReports, {path, path}, {.threads = threads}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/0.json:9001: not JSON")));
  }
}

TEST_F(DatasetTableTest, CountsWhatItPassesOver) {
  const absl::StatusOr<DatasetTable> read =
      ReadDatasetTable(DatasetTableKind::kReports, {Write(3, "{\n[\n")}, {.skip_malformed = true});
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->skipped, 2);
  EXPECT_EQ(read->table->num_rows(), 3);
}

TEST_F(DatasetTableTest, NamesAndPassesOverADamagedFileWhenAsked) {
  const std::string damaged = Write(0, "\x1f\x8b no gzip");
  const std::vector<std::string> paths = {Write(1), damaged, Write(2)};
  EXPECT_THAT(ReadDatasetTable(DatasetTableKind::kReports, paths),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(damaged)));
  const absl::StatusOr<DatasetTable> read =
      ReadDatasetTable(DatasetTableKind::kReports, paths, {.skip_malformed = true});
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->table->num_rows(), 3);
  EXPECT_EQ(read->skipped, 0);
  EXPECT_THAT(read->damaged, ElementsAre(HasSubstr(damaged)));
}

TEST_F(DatasetTableTest, MakesTheReportKeyThatTheHeaderDocuments) {
  const absl::StatusOr<DatasetTable> read = ReadDatasetTable(
      DatasetTableKind::kReports, {Write(0, "{\"Week\":\"1970-01-03\",\"X\":0.5}\n")});
  ASSERT_THAT(read, IsOk());
  // 0x3fe0000000000000 + 2 * 0x9e3779b97f4a7c15 modulo 2^64.
  EXPECT_THAT(Numbers(*read->table, "report"), ElementsAre(0x7c4ef372fe94f82a));
}

TEST_F(DatasetTableTest, HasOnlyTheColumnsThatAreWanted) {
  const absl::StatusOr<DatasetTable> read = ReadDatasetTable(
      DatasetTableKind::kCounters, {Write(2)}, {.columns = {"bucket", "value", "absent"}});
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->table->columns().size(), 2u);
  EXPECT_THAT(TextsOf(*read->table, "bucket"), ElementsAre("runs", "0", "runs", "1"));
  EXPECT_THAT(Numbers(*read->table, "value"), ElementsAre(0, 1, 1, 1));
}

TEST_F(DatasetTableTest, ReadsSeveralTablesInBatchesThatDoNotDependOnThreads) {
  const std::vector<std::string> paths = {Write(9000), Write(0), Write(4000)};
  const absl::StatusOr<DatasetTable> whole = ReadDatasetTable(DatasetTableKind::kCounters, paths);
  ASSERT_THAT(whole, IsOk());
  std::vector<std::vector<int64_t>> sizes;
  for (const int threads : {1, 3}) {
    const auto batches = DatasetBatches::Open(
        {DatasetTableKind::kCounters, DatasetTableKind::kReports}, paths, {.threads = threads});
    ASSERT_THAT(batches, IsOk());
    std::vector<int64_t> values;
    std::vector<int64_t>& rows = sizes.emplace_back();
    while (true) {
      const auto tables = (*batches)->Next(/*batch_bytes=*/256 << 10);
      ASSERT_THAT(tables, IsOk());
      if (tables->empty()) break;
      for (const int64_t value : Numbers(*(*tables)[0], "value")) values.push_back(value);
      rows.push_back((*tables)[0]->num_rows());
      EXPECT_EQ((*tables)[0]->num_rows(), 2 * (*tables)[1]->num_rows());
    }
    EXPECT_EQ(values, Numbers(*whole->table, "value"));
    EXPECT_EQ((*batches)->read_bytes(), (*batches)->total_bytes());
  }
  EXPECT_GT(sizes[0].size(), 2u);
  EXPECT_EQ(sizes[0], sizes[1]);
}

TEST_F(DatasetTableTest, HasNoValueWhereThereWasNoLastWeek) {
  const absl::StatusOr<DatasetTable> read = ReadDatasetTable(
      DatasetTableKind::kReports,
      {Write(1, R"({"Week":"2026-11-18","LastWeek":"2026-11-11"})"
                "\n"
                "{\"Week\":\"2026-11-18\",\"LastWeek\":\"2026-11-11 (copy)\"}\n")});
  ASSERT_THAT(read, IsOk());
  const Column& last_week = *read->table->Find("last_week");
  EXPECT_TRUE(last_week.IsNull(0));
  EXPECT_FALSE(last_week.IsNull(1));
  EXPECT_TRUE(last_week.IsNull(2));
}

TEST_F(DatasetTableTest, GivesUpWhenAsked) {
  int asked = 0;
  EXPECT_THAT(
      ReadDatasetTable(DatasetTableKind::kCounters, {Write(9000)}, {}, [&] { return ++asked > 1; }),
      StatusIs(absl::StatusCode::kCancelled, ::testing::_));
}

TEST_F(DatasetTableTest, NamesAFileThatIsNotThere) {
  EXPECT_THAT(ReadDatasetTable(DatasetTableKind::kCounters, {"/absent.json"}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/absent.json")));
}

}  // namespace
}  // namespace telemetry
